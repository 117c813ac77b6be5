package plaintext_test

import (
	"testing"

	"github.com/tingjian/tingjian/plaintext"
)

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		text       string
		characters int
		want       string
	}{{"", 1, ""}, {"好", 1, "好"}, {"好的", 1, "…"}, {"没有办法", 4, "没有办法"}, {"没有办法", 3, "没有…"}, {"sorry", 4, "sor…"}} {
		if got := plaintext.Shorten(c.text, c.characters); got != c.want {
			t.Errorf("%q in %d characters is %q, want %q", c.text, c.characters, got, c.want)
		}
	}
}

func TestDefused(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "好的": "好的", "=1+1": "'=1+1", " @x": "' @x", "＝A1": "'＝A1", "-3": "'-3", "\tx": "'\tx", "'=1": "'=1", "3-1": "3-1", "+86": "'+86", "  ": "  ",
	} {
		if got := plaintext.Defused(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestValid(t *testing.T) {
	for _, c := range []struct {
		values map[string][]string
		want   bool
	}{
		{nil, true}, {map[string][]string{"商家": {"远山", ""}}, true},
		{map[string][]string{"q": {"好", "\xe5\xa5"}}, false}, {map[string][]string{"\xff": {"a"}}, false},
	} {
		if plaintext.Valid(c.values) != c.want {
			t.Errorf("%q: want %v", c.values, c.want)
		}
	}
}
