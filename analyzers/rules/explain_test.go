package rules_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/analyzers/dialogue"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// told writes an explanation in short: a line a unit, a word a step.
func told(x *rules.Explanation) string {
	var b strings.Builder
	for _, u := range x.Units {
		fmt.Fprintf(&b, "%v %s:", u.Turns, u.Outcome)
		for _, s := range u.Steps {
			var words []string
			for _, span := range s.Spans {
				words = append(words, fmt.Sprintf("%d%s", span.Turn, span.Quote))
			}
			fmt.Fprintf(&b, " %s%s=%s(%s)", strings.Repeat(">", s.Depth), s.Operator, s.Outcome, strings.Join(words, " "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestExplain(t *testing.T) {
	for _, tc := range []struct{ name, rule, conversation, want string }{
		{"what cleared it", "any: [没有办法]\nunless: ['@reason']", "客服: 没有办法,因为下雨\n客户: 嗯\n客服: 没有办法", `
[0] no: any=yes(0没有办法) unless=no(0因为)
[2] yes: any=yes(2没有办法) unless=yes()
`},
		{"no word of it", "any: [没有办法]", "客服: 好", "\n[0] no: any=no()\n"},
		{"a window", "any: [没有办法]\nunless_followed_by: {within_turns: 1, any_of: ['@offer']}", "# closed: false\n客服: 没有办法\n客服: 给您换\n客服: 没有办法", `
[0] no: any=yes(0没有办法) unless_followed_by=no(1给您换)
[1] no: any=no()
[2] pending: any=yes(2没有办法) unless_followed_by=pending(2没有办法)
`},
		{"branches", "branches:\n  flat: {any: [不行], unless: [因为]}\n  way: {any: [没有办法]}\nnone: [吗]", "客服: 不行,因为没有办法\n客服: 不行吗", `
[0] yes: branches.flat=() any=yes(0不行) unless=no(0因为) branches.way=() any=yes(0没有办法) none=yes()
[1] no: branches.flat=() any=yes(1不行) unless=yes() none=no(1吗) branches.way=() any=no()
`},
		{"nested", "any: [不行]\nor: [{unless: [因为]}, {all: [因为, 所以]}]", "客服: 不行,因为,所以", `
[0] yes: any=yes(0不行) >unless=no(0因为) >all=yes(0因为 0所以) or=yes(0因为 0所以)
`},
		{"cooldown", "any: [不行]\ncooldown: {turns: 1}", "客服: 不行\n客服: 不行\n客服: 不行", "\n[0] yes: any=yes(0不行)\n[1] cooled: any=yes(1不行)\n[2] yes: any=yes(2不行)\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			all, err := dialogue.Parse("c", []byte(tc.conversation))
			if err != nil {
				t.Fatal(err)
			}
			x, err := compile(t, tc.rule).Explain("r/rule", &all[0].Transcript, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			if got := "\n" + told(x); got != tc.want && strings.TrimSpace(got) != strings.TrimSpace(tc.want) {
				t.Errorf("got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestExplainSaysWhyARuleDoesNotApply(t *testing.T) {
	for _, tc := range []struct{ rule, head, want string }{
		{"scope: {channel: call}\nany: [不行]", "# channel: chat\n", `scope.channel: the channel is "chat"`},
		{"when: {category: 手机}\nany: [不行]", "# fact: category = \"电视\"\n", `when: category is "电视"`},
		{"when: {category: 手机}\nany: [不行]", "", `when: category is not known`},
		{"effective: {from: 2024-08-07}\nany: [不行]", "[10:00:00] 客户: 在\n", `effective: the conversation is of 2024-08-06`},
		{"any: [不行]\noverrides: [{merchant: m-1, off: true}]", "# merchant: m-1\n", `overrides: another version of the rule, or none`},
	} {
		all, err := dialogue.Parse("c", []byte(tc.head+"客服: 不行"))
		if err != nil {
			t.Fatal(err)
		}
		x, err := compile(t, tc.rule).Explain("r/rule", &all[0].Transcript, time.Time{})
		if err != nil || x.Applies || !strings.HasPrefix(x.Why, tc.want) || len(x.Units) > 0 {
			t.Errorf("%s: %+v, %v, want %s", tc.rule, x, err, tc.want)
		}
	}
	if _, err := compile(t, "any: [不行]").Explain("r/rul", nil, time.Time{}); err == nil || !strings.Contains(err.Error(), `did you mean "r/rule"`) {
		t.Errorf("unknown rule: %v", err)
	}
}
