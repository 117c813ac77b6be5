package wire

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
)

// Times outside these years are mistakes of the source, and so far away that deadlines could not be written down.
const firstYear, lastYear = 1970, 2200

const maxID = 256 // bytes; longer ids are mistakes, and they are keys in every store

// validate says what is missing or out of range, all of it.
func validate(f *tingjian.Fragment, data []byte, limits Limits) []Problem {
	var problems []Problem
	bad := func(pointer, format string, args ...any) {
		problems = append(problems, Problem{Pointer: pointer, Reason: fmt.Sprintf(format, args...)})
	}
	switch {
	case strings.TrimSpace(f.ID) == "":
		bad("/id", "no id: give the conversation's own number")
	case len(f.ID) > maxID:
		bad("/id", "%d bytes long: at most %d", len(f.ID), maxID)
	case strings.ContainsFunc(f.ID, isControl):
		bad("/id", "contains a control character: leave it out")
	}
	if !f.Channel.Valid() {
		bad("/channel", "unknown channel %s: want chat, call, store, email or ticket", Quoted(string(f.Channel)))
	}
	if r := f.Rating; r != nil && (r.Scale <= 0 || r.Score < 0 || r.Score > r.Scale) {
		bad("/rating", "score %v of %v: want a scale above 0 and a score from 0 to the scale", r.Score, r.Scale)
	}
	if len(f.Turns) > limits.Turns {
		bad("/turns", "%d turns are more than the limit of %d: split the conversation into fragments with the same id", len(f.Turns), limits.Turns)
		return problems
	}
	var seen map[int64]int // of a single turn nothing can be doubled
	if len(f.Turns) > 1 {
		seen = make(map[int64]int, len(f.Turns))
	}
	blank := blanks(f, data)
	for i := range f.Turns {
		validateTurn(&f.Turns[i], i, bad)
		if blank[i] {
			bad("/turns/"+strconv.Itoa(i), "no text, media or event: a turn needs one of them")
		}
		if seq := f.Turns[i].Seq; seq != nil && seen != nil {
			if first, doubled := seen[*seq]; doubled && !sameTurn(&f.Turns[first], &f.Turns[i]) {
				bad("/turns/"+strconv.Itoa(i)+"/seq", "%d is also the number of turn %d, which says something else: give each turn its own", *seq, first)
			}
			seen[*seq] = i
		}
	}
	return problems
}

func validateTurn(t *tingjian.Turn, i int, report func(string, string, ...any)) {
	bad := func(field, format string, args ...any) { // the place is put together only where something is wrong
		report("/turns/"+strconv.Itoa(i)+field, format, args...)
	}
	if t.Speaker == "" {
		bad("/speaker", "no speaker: want customer, agent, bot or system")
	} else if !t.Speaker.Valid() {
		bad("/speaker", "unknown speaker %s: want customer, agent, bot or system", Quoted(string(t.Speaker)))
	}
	if reason := unreadable(t); reason != "" {
		bad("/text", "%s", reason)
	}
	if t.Event != nil && t.Event.Type == "" {
		bad("/event/type", "no type: say what happened, for example transfer or close")
	}
	if implausible(t.At) {
		bad("/at", "the year %d is not plausible: want one from %d to %d", t.At.Year(), firstYear, lastYear)
	}
	if implausible(t.Until) {
		bad("/until", "the year %d is not plausible: want one from %d to %d", t.Until.Year(), firstYear, lastYear)
	}
	for j := range t.Media {
		if t.Media[j].Type == "" {
			bad("/media/"+strconv.Itoa(j)+"/type", "no type: say what it is, for example image or voice")
		}
	}
}

func implausible(t time.Time) bool {
	return !t.IsZero() && (t.Year() < firstYear || t.Year() > lastYear)
}

// blanks are the turns that have neither text nor media nor event. A text that is there but empty is none of them: sources
// send it where there was a picture that they do not hand on.
func blanks(f *tingjian.Fragment, data []byte) map[int]bool {
	var blank map[int]bool
	for i := range f.Turns {
		if t := &f.Turns[i]; t.Text == "" && len(t.Media) == 0 && t.Event == nil {
			if blank == nil {
				blank = map[int]bool{}
			}
			blank[i] = true
		}
	}
	if blank == nil {
		return nil
	}
	var given struct {
		Turns []struct {
			Text *string `json:"text"`
		} `json:"turns"`
	}
	if err := Unmarshal(data, &given); err != nil {
		return blank // cannot be: it was read before
	}
	for i := range given.Turns {
		if given.Turns[i].Text != nil {
			delete(blank, i)
		}
	}
	return blank
}

// sameTurn reports whether two turns with one number say the same.
func sameTurn(a, b *tingjian.Turn) bool {
	return a.Speaker == b.Speaker && a.Text == b.Text && a.At.Equal(b.At) && a.Agent == b.Agent
}

// isControl is true for the control characters that no text needs: all but tab and line breaks.
func isControl(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0x7f
}

// hasControl reports whether there are any in text. They are all ASCII, so bytes are enough to look at.
func hasControl(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < 0x20 || c == 0x7f) && isControl(rune(c)) {
			return true
		}
	}
	return false
}

// mend applies the repairs and brings times into one form: milliseconds in tingjian.Zone.
func mend(f *tingjian.Fragment) []Repair {
	var used []Repair
	note := func(r Repair) {
		for _, u := range used {
			if u == r {
				return
			}
		}
		used = append(used, r)
	}
	var last time.Time
	for i := range f.Turns {
		t := &f.Turns[i]
		t.At, t.Until = canonical(t.At), canonical(t.Until)
		if hasControl(t.Text) {
			t.Text = strings.Map(func(r rune) rune {
				if isControl(r) {
					return ' '
				}
				return r
			}, t.Text)
			note(RepairControl)
		}
		if !t.Until.IsZero() && t.Until.Before(t.At) {
			t.Until = time.Time{}
			note(RepairUntil)
		}
		if !t.At.IsZero() {
			if t.At.Before(last) {
				note(RepairTime)
			}
			last = t.At
		}
	}
	return used
}

func canonical(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Truncate(time.Millisecond).In(tingjian.Zone)
}
