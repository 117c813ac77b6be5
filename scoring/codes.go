package scoring

import (
	"strings"

	"github.com/tingjian/tingjian"
)

// nature says which way a code may move a score, so that a slip of the sign in a rubric is an error rather than an
// accusation.
type nature int8

const (
	fault  nature = iota + 1 // may only cost points (扣分项)
	credit                   // may only earn points (加分项)
	notice                   // says that something happened; either way (提示项)
)

// codes are the codes that a rubric may have a line for, in the order of docs/wire.md. The customer's signals are left
// out on purpose: they are never scored against anybody.
var codes = []struct {
	code   tingjian.Code
	nature nature
}{
	{"stonewall", fault}, {"deferral", fault}, {"buckpass", fault}, {"offtopic", fault}, {"handoff.denied", fault},
	{"promise.broken", fault}, {"contradiction", fault}, {"asks_again", fault}, {"waiting", fault},
	{"comfort.only", fault}, {"canned", fault}, {"rude", fault}, {"policy.refusal", fault},
	{"risk.offsite", fault}, {"risk.privacy", fault}, {"risk.review_bribe", fault}, {"risk.overpromise", fault},
	{"flow.missing", fault},
	{"empathy", credit}, {"action", credit}, {"remedy", credit}, {"alternative", credit}, {"escalated", credit},
	{"proactive", credit}, {"promise.kept", credit},
	{"platform.intervened", notice},
	{"speech.silence", fault}, {"speech.overtalk", fault}, {"speech.fast", fault},
	{"journey.repeat_contact", fault}, {"journey.channel_bounce", fault},
}

// Codes lists the codes that a rubric may have a line for, in the order of docs/wire.md.
func Codes() []tingjian.Code {
	all := make([]tingjian.Code, len(codes))
	for i := range codes {
		all[i] = codes[i].code
	}
	return all
}

// own begins the codes that a house makes up for rules of its own (自定义质检项): own.no_emoji. The prefix keeps them apart from
// later codes of the catalogue, and a misspelt code of the catalogue from passing for a new one.
const own = "own."

// natureOf gives a code's nature, or 0 for one that no rubric may name.
func natureOf(code string) nature {
	if len(code) > len(own) && strings.HasPrefix(code, own) {
		return notice
	}
	for i := range codes {
		if string(codes[i].code) == code {
			return codes[i].nature
		}
	}
	return 0
}
