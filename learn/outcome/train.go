package outcome

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Seeds are those of the measurements: each leaves another fifth of the conversations out.
func Seeds() []int { return []int{1, 2, 3} }

// Source is a file that is learned from.
type Source struct {
	File          string `json:"file"`
	SHA256        string `json:"sha256"`
	Conversations int    `json:"conversations"`
	Labels        string `json:"labels"`
	Licence       string `json:"licence"`
}

// Card says what a model was made from and what such models reach (模型卡).
type Card struct {
	Model   string    `json:"model"`
	SHA256  string    `json:"sha256"` // of the model's file
	Bytes   int       `json:"bytes"`
	Command string    `json:"command"`
	Sources []Source  `json:"sources"`
	Split   string    `json:"split"`
	Figures []Figures `json:"figures"` // of a model for each seed, on the fifth that it has not seen
	Mean    Figures   `json:"mean"`    // of the figures
	Shipped string    `json:"shipped"`
}

// File is a file that was read, by the name under which its mistakes are reported.
type File struct {
	Name string
	Data []byte
}

// Train measures what models fitted to four fifths reach on the rest, for each seed, then fits one to all and gives its file
// and its card.
func Train(stc3, uss File, say func(format string, args ...any)) (model []byte, card *Card, err error) {
	rated, err := ReadRated(stc3.Name, bytes.NewReader(stc3.Data))
	if err != nil {
		return nil, nil, err
	}
	felt, err := ReadFelt(uss.Name, bytes.NewReader(uss.Data))
	if err != nil {
		return nil, nil, err
	}
	figures, err := Measure(rated, felt, Seeds(), say)
	if err != nil {
		return nil, nil, err
	}
	say("a model of all conversations")
	m, err := Fit(rated, felt, 0, say)
	if err != nil {
		return nil, nil, err
	}
	var file bytes.Buffer
	if err := m.Write(&file); err != nil {
		return nil, nil, err
	}
	dialogues := map[string]bool{}
	for i := range felt {
		dialogues[felt[i].Dialogue] = true
	}
	return file.Bytes(), &Card{
		Model: "outcome.bin", SHA256: hashOf(file.Bytes()), Bytes: file.Len(),
		Command: "tingjian train outcome --stc3 stc3.jsonl --uss jddc-uss.jsonl --out analyzers/outcome",
		Sources: []Source{
			{"stc3.jsonl", hashOf(stc3.Data), len(rated), "quality and nuggets by 19 annotators, NTCIR STC-3 (DCH-1), training part", "annotations CC BY 4.0"},
			{"jddc-uss.jsonl", hashOf(uss.Data), len(dialogues), "satisfaction of customer turns, USS (JDDC), training part", "MIT"},
		},
		Split:   "by the SHA-256 of seed and conversation id: a fifth is left out for each seed",
		Figures: figures, Mean: meanOf(figures),
		Shipped: "fitted to all conversations with seed 0, so its figures on them would flatter it; those above are of models that had not seen what they were held against",
	}, nil
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Measure fits a model for each seed to four fifths of the conversations, by the hash of their ids, and holds it against the
// fifth.
func Measure(rated []Rated, felt []Felt, seeds []int, say func(format string, args ...any)) ([]Figures, error) {
	var all []Figures
	for _, seed := range seeds {
		say("seed %d", seed)
		seen, unseen := split(rated, func(r *Rated) string { return r.ID }, seed)
		seenFelt, unseenFelt := split(felt, func(f *Felt) string { return f.Dialogue }, seed)
		m, err := Fit(seen, seenFelt, seed, say)
		if err != nil {
			return nil, fmt.Errorf("seed %d: %w", seed, err)
		}
		f := measure(m, unseen, unseenFelt, seed)
		say("%v", f)
		all = append(all, f)
	}
	return all, nil
}

func split[T any](all []T, id func(*T) string, seed int) (seen, unseen []T) {
	for i := range all {
		if Fold(id(&all[i]), seed, folds) == 0 {
			unseen = append(unseen, all[i])
		} else {
			seen = append(seen, all[i])
		}
	}
	return seen, unseen
}
