package lexicon

import "strings"

// Spellings gives texts in normal form that the phrase matches: one for each way through its alternatives, with nothing in
// the gaps, and where it has gaps another one with as much in them as they may hold. It fails as Check does.
func Spellings(phrase string) ([]string, error) {
	variants, err := parse(phrase)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, v := range variants {
		all = append(all, strings.Join(v.literals, ""))
		if len(v.gaps) == 0 {
			continue
		}
		wide := strings.Builder{}
		for i, literal := range v.literals {
			if i > 0 {
				wide.WriteString(strings.Repeat(filler, v.gaps[i-1]))
			}
			wide.WriteString(literal)
		}
		all = append(all, wide.String())
	}
	return all, nil
}

// filler is a character of no phrase, which joins no others to a word.
const filler = "〇"
