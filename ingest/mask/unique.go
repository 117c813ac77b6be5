package mask

import "strconv"

// usedNames are the names of one object's fields as they are shown so far, each with the name it stands for. Two numbers
// that are masked alike, as 13812345678 and 13899995678 are, must not become one field or one name twice: the first would
// lose a value, and an object with the second is refused by whoever reads it.
type usedNames map[string]string

// claim gives what name is shown as: masked, or a pseudonym where another name of the object is shown like that already. A
// name that came twice stays there twice.
func (u usedNames) claim(m *Masker, name, masked string) string {
	shown := masked
	for n := 0; ; n++ {
		if of, used := u[shown]; !used || of == name {
			u[shown] = name
			return shown
		}
		shown = m.pseudonym("name", name+"\x00"+strconv.Itoa(n))
	}
}
