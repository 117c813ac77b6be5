package model

// Student is the name of the encoder that the binary ships with.
const Student = "student"

// Identity tells one encoder from another: vectors of two that differ in it have nothing to do with one another.
type Identity struct {
	Name string `json:"name"`
	Hash string `json:"hash"` // of its files: 12 hexadecimal digits
}

// Shipped reports whether it is the identity of an encoder that ships with the binary, or none at all: model files say nothing
// of theirs where they are older than the choice of another.
func (i Identity) Shipped() bool { return i.Name == "" || i.Name == Student }

// String is the name with the hash.
func (i Identity) String() string {
	if i.Hash == "" {
		return Student
	}
	return i.Name + " " + i.Hash
}

// Identity names the encoder with the content hash of its file.
func (e *Encoder) Identity() Identity { return e.identity }
