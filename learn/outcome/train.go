package outcome

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/tingjian/tingjian/analyzers/outcome"
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

// Train measures what models fitted to four fifths reach on the rest, for each seed, fits one to all, and gives its file and its
// card. As many models as there are cores are fitted at once, which changes nothing in them.
func Train(stc3, uss File, say func(format string, args ...any)) (model []byte, card *Card, err error) {
	rated, err := ReadRated(stc3.Name, bytes.NewReader(stc3.Data))
	if err != nil {
		return nil, nil, err
	}
	felt, err := ReadFelt(uss.Name, bytes.NewReader(uss.Data))
	if err != nil {
		return nil, nil, err
	}
	seeds := Seeds()
	figures := make([]Figures, len(seeds))
	var m *outcome.Model
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0)) // each fit runs on one core for the most part
	say = oneAtATime(say)
	for i, seed := range seeds {
		group.Go(func() (err error) {
			figures[i], err = Measure(rated, felt, seed, prefixed(say, fmt.Sprintf("seed %d: ", seed)))
			return err
		})
	}
	group.Go(func() (err error) {
		m, err = Fit(rated, felt, 0, prefixed(say, "all conversations: "))
		return err
	})
	if err := group.Wait(); err != nil {
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

// Measure fits a model to four fifths of the conversations, by the hash of seed and id, and holds it against the fifth.
func Measure(rated []Rated, felt []Felt, seed int, say func(format string, args ...any)) (Figures, error) {
	seen, unseen := split(rated, func(r *Rated) string { return r.ID }, seed)
	seenFelt, unseenFelt := split(felt, func(f *Felt) string { return f.Dialogue }, seed)
	m, err := Fit(seen, seenFelt, seed, say)
	if err != nil {
		return Figures{}, fmt.Errorf("seed %d: %w", seed, err)
	}
	f := measure(m, unseen, unseenFelt, seed)
	say("%v", f)
	return f, nil
}

// oneAtATime lets several goroutines tell how far they have come.
func oneAtATime(say func(format string, args ...any)) func(format string, args ...any) {
	var mu sync.Mutex
	return func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		say(format, args...)
	}
}

// prefixed says of which model something is said.
func prefixed(say func(format string, args ...any), prefix string) func(format string, args ...any) {
	return func(format string, args ...any) { say("%s%s", prefix, fmt.Sprintf(format, args...)) }
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
