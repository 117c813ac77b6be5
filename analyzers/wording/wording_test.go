package wording

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// few are characters that share keys with one another, and some that begin words.
var few = []rune("说好了不要a、,？\u4e00\u5e00é😀 ")

func TestWordsAsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom(few), 1, 3, -1), 0, 6).Draw(t, "words")
		text := rapid.OneOf(rapid.StringOf(rapid.RuneFrom(few)), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		want := slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
		if got := Of(words...).In(text); got != want {
			t.Errorf("%q in %q: %v, want %v", words, text, got, want)
		}
	})
}

func TestGroupsAsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom(few), 1, 3, -1)
		sets := rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), rapid.SliceOfN(word, 0, 4), 0, 4).Draw(t, "sets")
		text := rapid.StringOf(rapid.RuneFrom(few)).Draw(t, "text")
		got := slices.Collect(GroupsOf(sets).In(text))
		for name, words := range sets {
			if want := Of(words...).In(text); slices.Contains(got, name) != want {
				t.Errorf("%s of %q in %q: %v, want %v", name, sets, text, !want, want)
			}
		}
	})
}

func TestCharacters(t *testing.T) {
	set := Characters("的了é,😀")
	for _, r := range "的了é,😀" {
		if !set.Has(r) || !set.In("x"+string(r)) {
			t.Errorf("%c is not in the set", r)
		}
	}
	for _, r := range "得x、\u5e84" {
		if set.Has(r) || set.In(string(r)) {
			t.Errorf("%c is in the set", r)
		}
	}
}

func TestNeeds(t *testing.T) {
	for expression, want := range map[string]string{
		`没人|空的`:                   "没人 空的",
		`说好|说`:                    "说",
		`(不是|不)(要|给).{1,9}(吗|嘛)`:  "不是给 不是要 不要 不给",
		`(你|他)(也|都)*(说|讲)(了|的)?`:  "讲 说",
		`打(了|过)[^。]{0,9}(没接|打不通)`: "打了 打过",
		`^.(楼|层)$`:                "层 楼",
		`[0-9]{2}月`:               "月",
		`吗?$`:                     "",
		`[^没]|了`:                  "",
		`.*`:                      "",
		`(?i)ok`:                  "",
		`(好|行)+`:                  "好 行",
		`(好|行){2}(的|了)`:           "好好了 好好的 好行了 好行的 行好了 行好的 行行了 行行的",
		`a\b好`:                    "a好",
		`第一?个`:                    "第一个 第个",
		`[\p{Han}]{2}费`:           "费",
		`(了|的)*(好|[一-龥])`:         "",
		`(甲|乙)(?:丙|丁){0,1}戊`:      "甲戊 甲丙戊 甲丁戊 乙戊 乙丙戊 乙丁戊",
		`有(.*)没有(我|就)*(告诉|叫)`:     "没有",
	} {
		tree, err := syntax.Parse(expression, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		words, wanted := needOf(tree.Simplify()), strings.Fields(want)
		if slices.Sort(wanted); !slices.Equal(words, wanted) {
			t.Errorf("%s needs %q, want %q", expression, words, wanted)
		}
	}
}

// What a pattern answers is what package regexp answers, on texts with a match and on those without.
func TestPatternsAsRegexp(t *testing.T) {
	for _, expression := range []string{
		`不是说|(不是|不)(要|给).{1,3}(吗|嘛)|(你|他)(也|都)*(说|讲)(了|的)?`, `没(有)?[^有事]|忘|被.{0,4}(占|拿)`, `^(要是|等)?有[^，]{1,4}?(我|就){0,2}(告诉|叫)`,
		`[说好]$|(?m)^不`, `了\b|[^说][a-zé]{2}`, `(?i)[k-m]好`, `.(不|\n)`, `^$|不要$`,
		`[0-9]{1,2}[日号]|(十[一二]?|[一两])(?:点|[:：])`, `(?i)ok好|é+`, `(^|[^给])我(们|就)*$`, `吗?$`,
	} {
		p, re := MustCompile(expression), regexp.MustCompile(expression)
		matching := rapid.StringMatching(expression)
		rapid.Check(t, func(t *rapid.T) {
			text := strings.ToValidUTF8(strings.Join(rapid.SliceOfN(rapid.OneOf(matching, rapid.StringOf(rapid.RuneFrom(few))), 0, 3).Draw(t, "text"), ""), "")
			same := reflect.DeepEqual
			if p.MatchString(text) != re.MatchString(text) || p.FindString(text) != re.FindString(text) || !same(p.FindStringIndex(text), re.FindStringIndex(text)) ||
				!same(p.FindStringSubmatch(text), re.FindStringSubmatch(text)) || !same(p.FindAllString(text, -1), re.FindAllString(text, -1)) ||
				!same(p.FindAllStringIndex(text, -1), re.FindAllStringIndex(text, -1)) || !same(p.FindAllStringSubmatch(text, 1), re.FindAllStringSubmatch(text, 1)) ||
				p.ReplaceAllString(text, "-") != re.ReplaceAllString(text, "-") {
				t.Errorf("%s in %q: not as package regexp has it", expression, text)
			}
		})
	}
}

// A text that leads to more states than are kept is matched all the same, by many at a time.
func TestManyStates(t *testing.T) {
	const expression = `(说|好).{11}了`
	p, re := MustCompile(expression), regexp.MustCompile(expression)
	random := rand.New(rand.NewPCG(1, 2))
	var texts []string
	for range 4000 {
		text := make([]rune, 24)
		for i := range text {
			text[i] = few[random.IntN(3)]
		}
		texts = append(texts, string(text))
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, text := range texts {
				if p.MatchString(text) != re.MatchString(text) {
					t.Errorf("%s in %q: not as package regexp has it", expression, text)
				}
			}
		})
	}
	all.Wait()
	if n := len(p.automaton().known); n != mostStates-1 {
		t.Errorf("%d states, want no more and no fewer than %d: the texts are to take too many", n, mostStates-1)
	}
}

func TestCompile(t *testing.T) {
	if _, err := Compile(`(`); err == nil {
		t.Error("an expression that is none is taken")
	}
}

// What a program may not ask for is refused when it starts, in words that say what is wrong.
func TestRefused(t *testing.T) {
	many := map[string][]string{}
	for i := range mostGroups + 1 {
		many[strconv.Itoa(i)] = []string{"好"}
	}
	for want, make := range map[string]func(){
		`65 groups, of which only 64`: func() { GroupsOf(many) },
		`group "a" has an empty word`: func() { GroupsOf(map[string][]string{"a": {"好", ""}}) },
		`an empty word, which stands`: func() { Of("好", "") },
		"missing closing )":           func() { MustCompile(`(`) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
					t.Errorf("refused with %q, want %q", got, want)
				}
			}()
			make()
		}()
	}
	delete(many, "0")
	if got := len(slices.Collect(GroupsOf(many).In("好"))); got != mostGroups {
		t.Errorf("%d groups found, want %d", got, mostGroups)
	}
}

func BenchmarkWords(b *testing.B) {
	words, text := Of("要是", "如果", "万一", "的话", "怎么办", "没有我就", "没来我就", "再没"), "我上周买的那台机器到现在都没有送到,物流三天没动了,你帮我看看"
	for b.Loop() {
		words.In(text)
	}
}

func BenchmarkPattern(b *testing.B) {
	p, text := MustCompile(`不是说|说好|(不是|不)(要|给|叫).{1,10}(吗|嘛|么)|(你|您|他)(亲口|可|也|都)*(说|讲)(了|的)?`), "我上周买的那台机器到现在都没有送到,物流三天没动了,你帮我看看"
	b.Run("gated", func(b *testing.B) {
		for b.Loop() {
			p.MatchString(text)
		}
	})
	b.Run("automaton", func(b *testing.B) {
		for b.Loop() {
			p.automaton().in(text)
		}
	})
	b.Run("regexp", func(b *testing.B) {
		for b.Loop() {
			p.re.MatchString(text)
		}
	})
}
