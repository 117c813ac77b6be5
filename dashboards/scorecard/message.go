package scorecard

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/tingjian/tingjian/notify"
	"github.com/tingjian/tingjian/scoring"
)

// Message is what a merchant is sent: the week in a few lines, what to do next, and for mail the whole scorecard as PDF (as a
// page where none can be printed) and workbook. The link leads to the scorecard's page; empty: there is none.
func (r *Renderer) Message(ctx context.Context, c *scoring.Scorecard, o Options, link string) (*notify.Message, error) {
	v := newView(c, r.texts[o.language()], &o)
	m := &notify.Message{
		ID: MessageID(c), Title: v.t("mail.subject_none", "merchant", v.shop(), "week", c.Week.String()), Figure: v.Mean,
		Text: v.plain(), Link: link, Open: v.t("mail.open"),
	}
	if v.Mean != "" {
		m.Title, m.Caption = v.t("mail.subject", "merchant", v.shop(), "week", c.Week.String(), "mean", v.Mean), v.t("rating.title")
		m.Facts = []notify.Fact{{Name: v.t("mail.interval"), Value: v.interval()}, {Name: v.t("weight.title"), Value: "× " + v.Weight.Value}}
		if c.Peers.Composite != nil {
			m.Facts = append(m.Facts, notify.Fact{Name: v.t("mail.median"), Value: number(*c.Peers.Composite, 0)})
		}
	}
	attached, err := r.attach(ctx, m, c, o)
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	err = r.pages[o.language()].ExecuteTemplate(&page, "mail.html", &struct {
		*view
		Link, Open, Attached string
	}{v, link, m.Open, attached})
	if err != nil {
		return nil, err
	}
	m.HTML, m.Attached = page.String(), attached
	if link != "" {
		m.Text += "\n" + m.Open + " " + link + "\n"
	}
	return m, nil
}

// MessageID names a merchant's week: the same however often it is sent.
func MessageID(c *scoring.Scorecard) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "scorecard\x00%s\x00%s", c.Merchant, c.Week))
	return "scorecard-" + c.Week.String() + "-" + hex.EncodeToString(sum[:8])
}

// TargetID names what one target gets, so that two mailboxes do not get mails of one name.
func TargetID(message, target string) string {
	sum := sha256.Sum256([]byte(target))
	return message + "-" + hex.EncodeToString(sum[:4])
}

// attach adds the scorecard's files and says what they are. Where no PDF can be made the page takes its place, also where there is a
// browser and it fails: it mostly does so for good, as in a container that forbids its sandbox, and nobody would get anything.
func (r *Renderer) attach(ctx context.Context, m *notify.Message, c *scoring.Scorecard, o Options) (string, error) {
	formats, said := []Format{PDF, XLSX}, "mail.attached"
	for i := 0; i < len(formats); i++ {
		var made bytes.Buffer
		err := r.Write(ctx, &made, c, formats[i], o)
		if err != nil && formats[i] == PDF && ctx.Err() == nil {
			if !errors.Is(err, ErrNoBrowser) {
				slog.Warn("scorecard: no PDF could be printed, the page goes out in its place; try the browser by hand", "error", err)
			}
			formats[i], said = HTML, "mail.attached_html"
			o.NoPDF = true
			i--
			continue
		}
		if err != nil {
			return "", err
		}
		m.Files = append(m.Files, notify.File{Name: FileName(c, formats[i]), Type: formats[i].MediaType(), Data: made.Bytes()})
	}
	return r.texts[o.language()].own.Text(said), nil
}

// shop is the shop's name, or its id where it has none.
func (v *view) shop() string {
	if v.Name != "" {
		return v.Name
	}
	return v.Card.Merchant
}

// interval is the composite's interval in figures alone.
func (v *view) interval() string {
	e := &v.Card.Rating.Composite
	if e.Mean == nil {
		return v.t("none")
	}
	return number(*e.Low, 1) + "–" + number(*e.High, 1)
}

// plain is the week in plain text: a sentence, and what to do next.
func (v *view) plain() string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(v.Summary) + "\n")
	if len(v.Advice) > 0 {
		b.WriteString("\n" + v.t(v.AdviceOf) + "\n")
	}
	for i := range v.Advice {
		a := &v.Advice[i]
		fmt.Fprintf(&b, "%d. %s", a.Number, a.Title)
		if a.Gain != "" {
			fmt.Fprintf(&b, " (%s)", a.Gain)
		}
		b.WriteString("\n")
	}
	return b.String()
}
