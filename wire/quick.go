package wire

import (
	"encoding/json"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tingjian/tingjian"
)

// quick reads a fragment of the shape that sources send all day, several times faster than the library. It gives false
// for everything else, right or wrong, which the library then reads or explains: so quick needs to be right only about
// what it accepts, and a fuzz test holds it to the library there. The data is valid UTF-8.
func quick(data []byte) (*tingjian.Fragment, bool) {
	r := reader{data: data}
	f := &tingjian.Fragment{}
	if !r.fragment(f) {
		return nil, false
	}
	r.space()
	return f, r.at == len(data)
}

// quickDepth is how deep quick goes: an object of media in a list in a turn in a list in the fragment.
const quickDepth = 5

// reader is how far quick has come. Its methods give false where quick gives up.
type reader struct {
	data []byte
	at   int
}

// The fields of an object, so that one that comes twice is noticed.
const (
	fieldID = 1 << iota
	fieldChannel
	fieldMerchant
	fieldVendor
	fieldTeam
	fieldCustomer
	fieldOrder
	fieldFacts
	fieldRating
	fieldTurns
	fieldClosed
	fieldSeq
	fieldSpeaker
	fieldAgent
	fieldAt
	fieldUntil
	fieldText
	fieldMedia
	fieldEvent
	fieldType
	fieldURL
	fieldTo
	fieldScore
	fieldScale
)

func (r *reader) fragment(f *tingjian.Fragment) bool {
	return r.object(func(name []byte) (field int, ok bool) {
		switch string(name) {
		case "id":
			return fieldID, r.text(&f.ID)
		case "channel":
			return fieldChannel, r.text((*string)(&f.Channel))
		case "merchant":
			return fieldMerchant, r.text(&f.Merchant)
		case "vendor":
			return fieldVendor, r.text(&f.Vendor)
		case "team":
			return fieldTeam, r.text(&f.Team)
		case "customer":
			return fieldCustomer, r.text(&f.Customer)
		case "order":
			return fieldOrder, r.text(&f.Order)
		case "facts":
			return fieldFacts, r.facts(&f.Facts)
		case "rating":
			f.Rating = &tingjian.Rating{}
			return fieldRating, r.rating(f.Rating)
		case "turns":
			return fieldTurns, r.turns(&f.Turns)
		case "closed":
			f.Closed = new(bool)
			return fieldClosed, r.boolean(f.Closed)
		}
		return 0, r.other(&f.Extra, name)
	})
}

func (r *reader) turns(turns *[]tingjian.Turn) bool {
	*turns = []tingjian.Turn{}
	return r.list(func() bool {
		*turns = append(*turns, tingjian.Turn{})
		return r.turn(&(*turns)[len(*turns)-1])
	})
}

func (r *reader) turn(t *tingjian.Turn) bool {
	return r.object(func(name []byte) (field int, ok bool) {
		switch string(name) {
		case "seq":
			if r.null() {
				return fieldSeq, true
			}
			t.Seq = new(int64)
			return fieldSeq, r.integer(t.Seq)
		case "speaker":
			return fieldSpeaker, r.text((*string)(&t.Speaker))
		case "agent":
			return fieldAgent, r.null() || r.text(&t.Agent)
		case "at":
			return fieldAt, r.null() || r.time(&t.At)
		case "until":
			return fieldUntil, r.null() || r.time(&t.Until)
		case "text":
			return fieldText, r.text(&t.Text)
		case "media":
			return fieldMedia, r.null() || r.media(&t.Media)
		case "event":
			if r.null() {
				return fieldEvent, true
			}
			t.Event = &tingjian.Event{}
			return fieldEvent, r.event(t.Event)
		}
		return 0, r.other(&t.Extra, name)
	})
}

func (r *reader) media(all *[]tingjian.Media) bool {
	*all = []tingjian.Media{}
	return r.list(func() bool {
		*all = append(*all, tingjian.Media{})
		m := &(*all)[len(*all)-1]
		return r.object(func(name []byte) (field int, ok bool) {
			switch string(name) {
			case "type":
				return fieldType, r.text(&m.Type)
			case "url":
				return fieldURL, r.text(&m.URL)
			}
			return 0, r.other(&m.Extra, name)
		})
	})
}

func (r *reader) event(e *tingjian.Event) bool {
	return r.object(func(name []byte) (field int, ok bool) {
		switch string(name) {
		case "type":
			return fieldType, r.text(&e.Type)
		case "to":
			return fieldTo, r.text(&e.To)
		}
		return 0, r.other(&e.Extra, name)
	})
}

func (r *reader) rating(to *tingjian.Rating) bool {
	return r.object(func(name []byte) (field int, ok bool) {
		switch string(name) {
		case "score":
			return fieldScore, r.float(&to.Score)
		case "scale":
			return fieldScale, r.float(&to.Scale)
		}
		return 0, false
	})
}

func (r *reader) facts(to *map[string]json.RawMessage) bool {
	*to = map[string]json.RawMessage{}
	return r.object(func(name []byte) (field int, ok bool) { return 0, r.other(to, name) })
}

// other keeps a field that this version does not know, if its value is no object or list.
func (r *reader) other(to *map[string]json.RawMessage, name []byte) bool {
	start := r.at
	var float float64
	var text string
	if !r.null() && !r.word("true") && !r.word("false") && !r.text(&text) && !r.float(&float) {
		return false
	}
	if *to == nil {
		*to = map[string]json.RawMessage{}
	}
	if _, twice := (*to)[string(name)]; twice {
		return false
	}
	(*to)[string(name)] = json.RawMessage(string(r.data[start:r.at]))
	return true
}

// space passes over white space.
func (r *reader) space() {
	for r.at < len(r.data) && (r.data[r.at] == ' ' || r.data[r.at] == '\n' || r.data[r.at] == '\r' || r.data[r.at] == '\t') {
		r.at++
	}
}

// next passes over white space and c, if it comes next.
func (r *reader) next(c byte) bool {
	r.space()
	if r.at < len(r.data) && r.data[r.at] == c {
		r.at++
		return true
	}
	return false
}

// word passes over the word, if it comes next.
func (r *reader) word(w string) bool {
	if len(r.data)-r.at >= len(w) && string(r.data[r.at:r.at+len(w)]) == w {
		r.at += len(w)
		return true
	}
	return false
}

func (r *reader) null() bool { return r.word("null") }

// object reads an object; value reads the value of each name and says which field it is, 0 for one not known, whose
// doubles it must notice itself.
func (r *reader) object(value func(name []byte) (field int, ok bool)) bool {
	if !r.next('{') {
		return false
	}
	if r.next('}') {
		return true
	}
	for seen := 0; ; {
		r.space()
		name, plain, ok := r.quoted()
		if !ok || !plain || !r.next(':') {
			return false
		}
		r.space()
		field, ok := value(name)
		if !ok || seen&field != 0 {
			return false
		}
		seen |= field
		if r.next(',') {
			continue
		}
		return r.next('}')
	}
}

// list reads a list; element reads one.
func (r *reader) list(element func() bool) bool {
	if !r.next('[') {
		return false
	}
	if r.next(']') {
		return true
	}
	for {
		r.space()
		if !element() {
			return false
		}
		if r.next(',') {
			continue
		}
		return r.next(']')
	}
}

// quoted reads a text and gives what stands between its quotes. plain: without escapes.
func (r *reader) quoted() (inside []byte, plain, ok bool) {
	if r.at >= len(r.data) || r.data[r.at] != '"' {
		return nil, false, false
	}
	plain = true
	for i := r.at + 1; i < len(r.data); i++ {
		switch c := r.data[i]; {
		case c == '"':
			inside = r.data[r.at+1 : i]
			r.at = i + 1
			return inside, plain, true
		case c == '\\':
			plain = false
			i++
		case c < ' ':
			return nil, false, false
		}
	}
	return nil, false, false
}

func (r *reader) text(to *string) bool {
	start := r.at
	inside, plain, ok := r.quoted()
	switch {
	case !ok:
		return false
	case plain:
		*to = string(inside)
		return true
	}
	b, err := jsontext.AppendUnquote(nil, r.data[start:r.at])
	*to = string(b)
	return err == nil
}

func (r *reader) boolean(to *bool) bool {
	*to = r.word("true")
	return *to || r.word("false")
}

// integer reads a whole number of up to 18 digits.
func (r *reader) integer(to *int64) bool {
	negative := r.word("-")
	start := r.at
	for *to = 0; r.at < len(r.data) && isDigit(r.data[r.at]); r.at++ {
		*to = *to*10 + int64(r.data[r.at]-'0')
	}
	digits := r.at - start
	if negative {
		*to = -*to
	}
	// A fraction or an exponent would follow as a character that no caller expects.
	return digits > 0 && digits <= 18 && (digits == 1 || r.data[start] != '0')
}

// float reads a number as JSON writes it.
func (r *reader) float(to *float64) bool {
	start := r.at
	r.word("-")
	whole := r.at
	if n := r.digits(); n == 0 || n > 1 && r.data[whole] == '0' {
		return false
	}
	if r.word(".") && r.digits() == 0 {
		return false
	}
	if r.word("e") || r.word("E") {
		if !r.word("+") {
			r.word("-")
		}
		if r.digits() == 0 {
			return false
		}
	}
	var err error
	*to, err = strconv.ParseFloat(string(r.data[start:r.at]), 64)
	return err == nil
}

// digits passes over digits and says how many there were.
func (r *reader) digits() int {
	start := r.at
	for r.at < len(r.data) && isDigit(r.data[r.at]) {
		r.at++
	}
	return r.at - start
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
