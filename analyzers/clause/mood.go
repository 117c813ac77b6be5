// Package clause tells how words are meant where they stand (语气): 没有办法 refuses, 有没有办法 asks, 没办法的话 supposes, 不是没有办法
// denies it, 您说的没办法 repeats the other side and 快递说没办法 a third. Judgements that found wording ask about its
// span; nothing is computed for turns without wording.
package clause

import "strings"

// Mood is how a stretch of a turn is meant, as flags. Zero: it is stated plainly, by the speaker, of the case at hand.
type Mood uint16

// The moods. Several may hold at once.
const (
	Question       Mood = 1 << iota // it stands in a question (疑问): 能不能退, 可以退吗
	Condition                       // it is supposed, feared or to be avoided (假设): 如果退不了, 退不了的话, 以免退不了
	Consequence                     // it would follow from a supposition (假设的结果): 要是坏了，就给您换
	Negation                        // it is denied (否定): 不给您退; of a refusal, 不是不能退 and 没有办法不帮您
	DoubleNegation                  // it is denied twice, and so stated (双重否定): 不能不 退
	Quotation                       // the other side's words, or words in quotation marks (引述): 您说的退不了
	Report                          // a third party's words (转述): 快递说没办法
	General                         // what is so in general (泛指): 一般退不了
	Past                            // what was so once (过去): 之前退不了
)

// names are the moods' names in the rule language, in the order of the flags.
func names() []string {
	return []string{"question", "condition", "consequence", "negation", "double_negation", "quotation", "report", "general", "past"}
}

// Names lists the names that Named knows.
func Names() []string { return names() }

// Named is the mood of that name.
func Named(name string) (Mood, bool) {
	for i, n := range names() {
		if n == name {
			return 1 << i, true
		}
	}
	return 0, false
}

// Any reports whether one of the moods in other holds.
func (m Mood) Any(other Mood) bool { return m&other != 0 }

// String gives the names of the moods that hold, joined by "+"; "plain" where none does.
func (m Mood) String() string {
	var all []string
	for i, n := range names() {
		if m&(1<<i) != 0 {
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		return "plain"
	}
	return strings.Join(all, "+")
}
