package dialogue

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
)

// directive reads `key: value`.
func (p *parser) directive(line, text string) {
	key, value, ok := strings.Cut(text, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok || value == "" {
		p.fail(line, text, "directive %q: want \"# key: value\"; a comment begins with //", text)
		return
	}
	if err := p.set(p.open(), key, value); err != nil {
		p.fail(line, text, "directive %q: %v", key, err)
	}
}

func (p *parser) set(c *Conversation, key, value string) (err error) {
	switch key {
	case "id":
		c.ID = value
	case "channel":
		c.Channel = tingjian.Channel(value)
		if !c.Channel.Valid() {
			return fmt.Errorf("channel %q: want chat, call, store, email or ticket", value)
		}
	case "merchant":
		c.Merchant = value
	case "vendor":
		c.Vendor = value
	case "team":
		c.Team = value
	case "customer":
		c.Customer = value
	case "order":
		c.Order = value
	case "closed":
		c.Closed, err = strconv.ParseBool(value)
	case "as-of":
		c.AsOf, err = p.moment(value)
	case "day":
		if _, err = time.Parse(time.DateOnly, value); err == nil {
			p.day = value
		}
	case "rating":
		c.Rating, err = rating(value)
	case "fact":
		return fact(c, value)
	case "event":
		p.add(event(value))
	default:
		return fmt.Errorf("unknown: want id, channel, merchant, vendor, team, customer, order, closed, as-of, day, rating, fact or event")
	}
	return err
}

// timedEvent reads `[10:01:00] # event: transfer`.
func (p *parser) timedEvent(line, text string) {
	at, until, rest, err := p.times(text)
	if err != nil {
		p.fail(line, text, "%v", err)
		return
	}
	_, value, _ := strings.Cut(rest, ":")
	t := event(strings.TrimSpace(value))
	t.At, t.Until = at, until
	p.add(t)
}

// event is a turn of the system that only carries an event, from `transfer` or `transfer @a-18`.
func event(value string) tingjian.Turn {
	kind, to, _ := strings.Cut(value, " ")
	return tingjian.Turn{Speaker: tingjian.System, Event: &tingjian.Event{Type: kind, To: strings.TrimPrefix(strings.TrimSpace(to), "@")}}
}

func rating(value string) (*tingjian.Rating, error) {
	score, scale, _ := strings.Cut(value, "/")
	a, err := strconv.ParseFloat(score, 64)
	if err != nil {
		return nil, fmt.Errorf("rating %q: want score/scale, such as 2/5", value)
	}
	b, err := strconv.ParseFloat(scale, 64)
	if err != nil {
		return nil, fmt.Errorf("rating %q: want score/scale, such as 2/5", value)
	}
	return &tingjian.Rating{Score: a, Scale: b}, nil
}

func fact(c *Conversation, value string) error {
	name, raw, ok := strings.Cut(value, "=")
	raw = strings.TrimSpace(raw)
	if !ok || !json.Valid([]byte(raw)) {
		return fmt.Errorf("fact %q: want name = JSON, such as customized = false", value)
	}
	if c.Facts == nil {
		c.Facts = map[string]json.RawMessage{}
	}
	c.Facts[strings.TrimSpace(name)] = json.RawMessage(raw)
	return nil
}
