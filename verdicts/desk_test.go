package verdicts_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/eval"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/verdicts"
	"github.com/tingjian/tingjian/wire"
)

var noon = time.Date(2024, 8, 6, 12, 0, 0, 0, tingjian.Zone)

// desk is a desk over a ledger with one closed conversation, its two findings and what the machine leaves to people, at a clock that
// moves a minute a call.
func desk(t *testing.T, unsure ...tingjian.Finding) (*verdicts.Desk, *tingjian.Inspection) {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	check(t, err)
	t.Cleanup(func() { l.Close() })
	rubric, err := scoring.ParseRubric("rubric.yaml", configs.Rubric)
	check(t, err)
	talk := tingjian.Transcript{ID: "c-1", Closed: true, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: "m-1", Customer: "u-1"}, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, At: noon, Text: "能改地址吗"}, {Speaker: tingjian.Agent, Agent: "a-17", At: noon.Add(time.Minute), Text: "没有办法"},
		{Speaker: tingjian.Customer, At: noon.Add(2 * time.Minute), Text: "那算了"}, {Speaker: tingjian.Agent, Agent: "a-17", At: noon.Add(3 * time.Minute), Text: "自己不看清楚"},
	}}
	in := &tingjian.Inspection{ID: "c-1", Closed: true, Complete: true, Ruleset: "r"}
	for turn, code := range map[int]tingjian.Code{1: tingjian.Stonewall, 3: tingjian.Rude} {
		text := talk.Turns[turn].Text
		in.Findings = append(in.Findings, tingjian.Finding{
			ID: tingjian.FindingID("c-1", code, "x/y", turn, 0, len(text)), Code: code, Rule: "x/y", Status: tingjian.Stable,
			Span: tingjian.Span{Turn: turn, End: len(text), Quote: text}, Speaker: tingjian.Agent, Agent: "a-17", Confidence: 1, Clock: tingjian.Close,
		})
	}
	slices.SortFunc(in.Findings, func(a, b tingjian.Finding) int { return a.Turn - b.Turn })
	in.Unsure = unsure
	in.Scores, in.Parties = rubric.Score(&talk, in.Findings)
	check(t, l.Commit(t.Context(), &ledger.Batch{Topic: "t", To: 1, Transcripts: []ledger.Update{{Record: &ledger.Record{Transcript: talk, Topic: "t", Arrived: noon}, Inspection: in}}}))
	now := noon
	return &verdicts.Desk{
		Ledger: l, Rubric: func(string) *scoring.Rubric { return rubric }, Codes: scoring.Codes,
		Mask: func(s string) string { return strings.ReplaceAll(s, "13800138000", "138****8000") },
		Now:  func() time.Time { now = now.Add(time.Minute); return now },
	}, in
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// TestVerdictsMoveScoresAndNothingElse: a person's word moves the person's side; the machine's stays as it is in the ledger.
func TestVerdictsMoveScoresAndNothingElse(t *testing.T) {
	d, in := desk(t)
	ctx := t.Context()
	before, err := wire.Marshal(in)
	check(t, err)
	record, err := d.Ledger.Load(ctx, "c-1")
	check(t, err)
	reviewed := func() *tingjian.Inspection {
		f, err := d.File(ctx, "c-1", "lin")
		check(t, err)
		stored, err := d.Ledger.Inspection(ctx, "c-1")
		check(t, err)
		return d.Amended(&record.Transcript, stored, f)
	}
	warmth := func() float64 { return *reviewed().Scores.Warmth.Value }
	machine := *in.Scores.Warmth.Value

	wantErr(t, "overturned without a reason", second(d.Judge(ctx, in.Findings[1].ID, "lin", tingjian.Overturn, "  ")), verdicts.ErrReason)
	wantErr(t, "by nobody", second(d.Judge(ctx, in.Findings[1].ID, "", tingjian.Confirm, "")), verdicts.ErrNobody)
	wantErr(t, "a finding that is not there", second(d.Judge(ctx, "none", "lin", tingjian.Confirm, "")), ledger.ErrNotFound)
	wantErr(t, "adding by judging", second(d.Judge(ctx, in.Findings[1].ID, "lin", tingjian.Add, "")), verdicts.ErrDecision)
	wantErr(t, "a long reason", second(d.Judge(ctx, in.Findings[1].ID, "lin", tingjian.Overturn, strings.Repeat("长", 1001))), verdicts.ErrLong)

	v, err := d.Judge(ctx, in.Findings[1].ID, "lin", tingjian.Overturn, "客户先说的,电话13800138000")
	check(t, err)
	if v.Reason != "客户先说的,电话138****8000" || v.Quote != "自己不看清楚" {
		t.Errorf("kept %+v", v)
	}
	if got := warmth(); got <= machine {
		t.Errorf("warmth %v after overturning, the machine's is %v", got, machine)
	}
	added, err := d.Add(ctx, verdicts.Missed{Transcript: "c-1", Code: tingjian.Deferral, Turn: 1, By: "wang", Reason: "没有下一步"})
	check(t, err)
	if got := len(reviewed().Findings); got != 2 {
		t.Errorf("%d findings, want one of the machine's and the one added", got)
	}
	// What was added can be judged by others, and has its receipt.
	if i := slices.IndexFunc(reviewed().Scores.Resolution.Receipt, func(r tingjian.Receipt) bool { return r.Finding == added.Finding }); i < 0 {
		t.Errorf("receipt %+v lacks the added finding", reviewed().Scores.Resolution.Receipt)
	}
	check(t, second(d.Judge(ctx, added.Finding, "zhao", tingjian.Overturn, "当时已经说了时间")))
	check(t, second(d.Judge(ctx, in.Findings[1].ID, "lin", tingjian.Withdraw, "")))
	if after, err := wire.Marshal(reviewed()); err != nil || string(after) == "" || warmth() != machine {
		t.Errorf("after all was taken back warmth is %v, want the machine's %v (%v)", warmth(), machine, err)
	}
	stored, err := d.Ledger.Inspection(ctx, "c-1")
	check(t, err)
	if after, _ := wire.Marshal(stored); len(stored.Findings) != 2 || len(after) < len(before)/2 || *stored.Scores.Warmth.Value != machine {
		t.Error("the machine's inspection was touched")
	}
}

func second[T any](_ T, err error) error { return err }

func TestAddIsChecked(t *testing.T) {
	d, _ := desk(t)
	ctx := t.Context()
	good := verdicts.Missed{Transcript: "c-1", Code: tingjian.Deferral, Turn: 1, Start: 0, End: 6, By: "lin", Reason: "x"}
	for what, c := range map[string]struct {
		spoil func(*verdicts.Missed)
		want  error
	}{
		"a turn that is not there": {func(m *verdicts.Missed) { m.Turn = 4 }, verdicts.ErrPlace},
		"beyond the text":          {func(m *verdicts.Missed) { m.End = 99 }, verdicts.ErrPlace},
		"half a character":         {func(m *verdicts.Missed) { m.End = 4 }, verdicts.ErrPlace},
		"an unknown code":          {func(m *verdicts.Missed) { m.Code = "nonsense" }, verdicts.ErrCode},
		"a fault of the customer":  {func(m *verdicts.Missed) { m.Turn, m.Start, m.End = 0, 0, 0 }, verdicts.ErrCode},
		"what the machine found":   {func(m *verdicts.Missed) { m.Code = tingjian.Stonewall }, verdicts.ErrFound},
		"no reason":                {func(m *verdicts.Missed) { m.Reason = "" }, verdicts.ErrReason},
		"another conversation":     {func(m *verdicts.Missed) { m.Transcript = "c-9" }, ledger.ErrNotFound},
	} {
		m := good
		c.spoil(&m)
		wantErr(t, what, second(d.Add(ctx, m)), c.want)
	}
	v, err := d.Add(ctx, good)
	check(t, err)
	if v.Quote != "没有" || v.Agent != "a-17" || v.Rule != tingjian.PersonRule {
		t.Errorf("added %+v", v)
	}
}

// TestAppealGoesToAnother: who judged before and who appeals cannot decide; the decision counts from then on.
func TestAppealGoesToAnother(t *testing.T) {
	d, in := desk(t)
	ctx := t.Context()
	rude := in.Findings[1].ID
	check(t, second(d.Judge(ctx, rude, "lin", tingjian.Confirm, "")))
	a, err := d.Appeal(ctx, rude, "a-17", "引用的是客户的话")
	check(t, err)
	if a.Due.Sub(a.At) != verdicts.AppealTime {
		t.Errorf("due %v after %v", a.Due, a.At)
	}
	for person, want := range map[string]int{"lin": 0, "a-17": 0, "wang": 1} {
		items, err := d.Queue(ctx, person, 10)
		check(t, err)
		if len(items) != want {
			t.Errorf("%s has %d appeals to decide, want %d", person, len(items), want)
		}
	}
	wantErr(t, "decided by the first reviewer", second(d.Judge(ctx, rude, "lin", tingjian.Overturn, "x")), ledger.ErrPartial)
	check(t, second(d.Judge(ctx, rude, "wang", tingjian.Overturn, "确实是引用")))
	wantErr(t, "judged after the decision", second(d.Judge(ctx, rude, "zhao", tingjian.Confirm, "")), ledger.ErrAppealed)
	f, err := d.File(ctx, "c-1", "zhao")
	check(t, err)
	if s := f.Standings[rude]; s.Decision != tingjian.Overturn || !s.Divided || f.Appeals[rude].Open() {
		t.Errorf("standing %+v, appeal %+v", s, f.Appeals[rude])
	}
}

// TestTwoReviewBlind: neither sees the other's verdicts before being done; then both do, and their agreement is reckoned.
func TestTwoReviewBlind(t *testing.T) {
	d, in := desk(t)
	ctx := t.Context()
	check(t, d.Ledger.PutDraws(ctx, []ledger.Draw{{Transcript: "c-1", Kind: verdicts.Random, Chance: .1, Uniform: .1, At: noon, Wanted: 2}}))
	check(t, second(d.Judge(ctx, in.Findings[0].ID, "lin", tingjian.Overturn, "给了理由")))
	check(t, d.Finish(ctx, "c-1", "lin"))
	f, err := d.File(ctx, "c-1", "wang")
	check(t, err)
	if !f.Blind || len(f.Verdicts) != 0 {
		t.Errorf("wang sees %+v", f.Verdicts)
	}
	for person, want := range map[string]int{"lin": 0, "wang": 1} {
		items, err := d.Queue(ctx, person, 10)
		check(t, err)
		if len(items) != want {
			t.Errorf("%s has %d conversations to review, want %d", person, len(items), want)
		}
	}
	check(t, d.Finish(ctx, "c-1", "wang"))
	f, err = d.File(ctx, "c-1", "wang")
	check(t, err)
	if f.Blind || len(f.Verdicts) != 4 || !f.Standings[in.Findings[0].ID].Divided {
		t.Errorf("when done wang sees %+v", f.Verdicts)
	}
	h, err := d.Health(ctx, noon.Add(-time.Hour))
	check(t, err)
	if h.Drawn != 1 || h.Reviewed != 1 || h.Agreement.N != 2 || h.Agreement.Same != 1 {
		t.Errorf("health %+v", h)
	}
}

// TestHealthCountsFindings: what is confirmed and overturned are findings, each once and by the verdict that stands, however many spoke.
func TestHealthCountsFindings(t *testing.T) {
	d, in := desk(t)
	ctx := t.Context()
	for _, by := range []string{"lin", "wang"} {
		check(t, second(d.Judge(ctx, in.Findings[0].ID, by, tingjian.Confirm, "")))
	}
	for _, by := range []string{"zhao", "sun"} {
		check(t, second(d.Judge(ctx, in.Findings[0].ID, by, tingjian.Overturn, "有方案")))
	}
	check(t, second(d.Judge(ctx, in.Findings[1].ID, "lin", tingjian.Confirm, "")))
	h, err := d.Health(ctx, noon.Add(-time.Hour))
	check(t, err)
	confirmed, overturned := 0, 0
	for _, r := range h.Rules {
		confirmed, overturned = confirmed+r.Confirmed, overturned+r.Overturned
	}
	if confirmed != 1 || overturned != 1 {
		t.Errorf("%d confirmed and %d overturned of two findings: %+v", confirmed, overturned, h.Rules)
	}
}

// TestSeeingIsNoAgreement: an appeal opens what the first reviewer said to the second, so what the second says then is no blind verdict.
func TestSeeingIsNoAgreement(t *testing.T) {
	d, in := desk(t)
	ctx := t.Context()
	check(t, d.Ledger.PutDraws(ctx, []ledger.Draw{{Transcript: "c-1", Kind: verdicts.Random, Chance: .1, Uniform: .1, At: noon, Wanted: 2}}))
	check(t, d.Finish(ctx, "c-1", "lin"))
	check(t, second(d.Appeal(ctx, in.Findings[1].ID, "a-17", "引用的是客户的话")))
	f, err := d.File(ctx, "c-1", "wang")
	check(t, err)
	if f.Blind || len(f.Verdicts) == 0 {
		t.Fatalf("wang sees %+v", f.Verdicts)
	}
	check(t, second(d.Judge(ctx, in.Findings[0].ID, "wang", tingjian.Confirm, "")))
	check(t, d.Finish(ctx, "c-1", "wang"))
	h, err := d.Health(ctx, noon.Add(-time.Hour))
	check(t, err)
	if h.Agreement.N != 0 {
		t.Errorf("agreement %+v of what wang saw before", h.Agreement)
	}
}

// TestNothingIsTakenBack: who said nothing of a finding, or took it back, can withdraw nothing, and nothing of it is kept.
func TestNothingIsTakenBack(t *testing.T) {
	d, in := desk(t)
	ctx, rude := t.Context(), in.Findings[1].ID
	take := func(by string) error { return second(d.Judge(ctx, rude, by, tingjian.Withdraw, "")) }
	wantErr(t, "nobody has judged", take("lin"), verdicts.ErrNothing)
	check(t, second(d.Judge(ctx, rude, "lin", tingjian.Confirm, "")))
	wantErr(t, "somebody else has judged", take("wang"), verdicts.ErrNothing)
	check(t, take("lin"))
	wantErr(t, "taken back already", take("lin"), verdicts.ErrNothing)
	check(t, second(d.Judge(ctx, rude, "lin", tingjian.Overturn, "看错了")))
	check(t, take("lin"))
	added, err := d.Add(ctx, verdicts.Missed{Transcript: "c-1", Code: tingjian.Deferral, Turn: 1, By: "lin", Reason: "没有下一步"})
	check(t, err)
	check(t, second(d.Judge(ctx, added.Finding, "lin", tingjian.Withdraw, "")))
	said, err := d.Ledger.VerdictsOf(ctx, rude)
	check(t, err)
	if len(said) != 4 {
		t.Errorf("%d verdicts are kept, want two and what took them back", len(said))
	}
}

// TestAppealIsNotWithdrawn: an open appeal is decided one way or the other. Taking back a verdict decides nothing, and is refused as
// every other verdict on the finding is.
func TestAppealIsNotWithdrawn(t *testing.T) {
	d, in := desk(t)
	ctx := t.Context()
	rude := in.Findings[1].ID
	check(t, second(d.Judge(ctx, rude, "lin", tingjian.Confirm, "")))
	check(t, second(d.Appeal(ctx, rude, "a-17", "引用的是客户的话")))
	wantErr(t, "withdrawn under appeal", second(d.Judge(ctx, rude, "lin", tingjian.Withdraw, "")), ledger.ErrAppealed)
}

// TestHealthAndCorpus: what was judged comes back as figures by rule, and as labels that tingjian eval reads.
func TestHealthAndCorpus(t *testing.T) {
	d, in := desk(t)
	ctx := t.Context()
	check(t, d.Ledger.PutDraws(ctx, []ledger.Draw{{Transcript: "c-1", Kind: verdicts.Random, Chance: .1, Uniform: .1, At: noon, Wanted: 1}}))
	check(t, second(d.Judge(ctx, in.Findings[0].ID, "lin", tingjian.Overturn, "给了理由")))
	check(t, second(d.Add(ctx, verdicts.Missed{Transcript: "c-1", Code: tingjian.Deferral, Turn: 1, By: "lin", Reason: "没有下一步"})))
	check(t, d.Finish(ctx, "c-1", "lin"))
	h, err := d.Health(ctx, noon.Add(-time.Hour))
	check(t, err)
	if len(h.Rules) != 2 || h.Rules[0].Confirmed+h.Rules[0].Overturned != 1 || h.Rules[0].Precision.N != 1 {
		t.Errorf("rules %+v", h.Rules)
	}
	if i := slices.IndexFunc(h.Codes, func(c verdicts.CodeHealth) bool { return c.Code == tingjian.Deferral }); i != 0 || h.Codes[0].Missed != 1 || *h.Codes[0].Recall.Value != 0 {
		t.Errorf("codes %+v", h.Codes)
	}
	var lines []string
	for l, err := range d.Corpus(ctx, time.Time{}) {
		check(t, err)
		text, err := wire.Marshal(l)
		check(t, err)
		lines = append(lines, string(text))
	}
	if len(lines) != 1 || !strings.Contains(lines[0], `"labels":[{"turn":1,"code":"deferral"},{"turn":3,"code":"rude"}],"absent":[{"turn":1,"code":"stonewall"}],"may":[]`) {
		t.Fatalf("corpus %s", lines)
	}
	labels := eval.NewLabels()
	check(t, labels.Read("corpus.jsonl", strings.NewReader(lines[0])))
	if strings.Contains(lines[0], "lin") {
		t.Error("the corpus names the reviewer")
	}
}

// TestUndecidedIsNoAbsence: what the machine left to people, and nobody spoke of, is neither there nor absent in what people's
// verdicts teach. What somebody decided is.
func TestUndecidedIsNoAbsence(t *testing.T) {
	doubtful := func(code tingjian.Code) tingjian.Finding {
		return tingjian.Finding{
			ID: tingjian.FindingID("c-1", code, "learned/"+string(code), 3, 0, 6), Code: code, Rule: "learned/" + string(code), Status: tingjian.Unsure,
			Span: tingjian.Span{Turn: 3, End: 6, Quote: "自己"}, Speaker: tingjian.Agent, Agent: "a-17", Confidence: .4, Clock: tingjian.Close,
		}
	}
	deferral, buckpass, canned := doubtful(tingjian.Deferral), doubtful(tingjian.BuckPass), doubtful(tingjian.Canned)
	d, _ := desk(t, deferral, buckpass, canned)
	ctx := t.Context()
	check(t, d.Ledger.PutDraws(ctx, []ledger.Draw{{Transcript: "c-1", Kind: verdicts.Random, Chance: .1, Uniform: .1, At: noon, Wanted: 1}}))
	check(t, second(d.Judge(ctx, buckpass.ID, "lin", tingjian.Confirm, "")))
	check(t, second(d.Judge(ctx, canned.ID, "lin", tingjian.Overturn, "是自己的话")))
	check(t, d.Finish(ctx, "c-1", "lin"))
	for l, err := range d.Corpus(ctx, time.Time{}) {
		check(t, err)
		if want := []verdicts.Label{{Turn: 3, Code: tingjian.Deferral}}; !slices.Equal(l.May, want) {
			t.Errorf("may be there: %v, want %v", l.May, want)
		}
		if want := []verdicts.Label{{Turn: 3, Code: tingjian.Canned}}; !slices.Equal(l.Absent, want) {
			t.Errorf("absent: %v, want %v", l.Absent, want)
		}
		if !slices.Contains(l.Labels, verdicts.Label{Turn: 3, Code: tingjian.BuckPass}) {
			t.Errorf("there: %v, want buckpass among it", l.Labels)
		}
	}
}
