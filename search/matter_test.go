package search_test

import (
	"testing"

	"github.com/tingjian/tingjian/search"
)

// TestMatter: texts about one thing share a pair, texts about two things share none, however alike their courtesies are.
func TestMatter(t *testing.T) {
	shared := func(a, b string) bool {
		of := search.Matter(b)
		for pair := range search.Matter(a) {
			if of[pair] {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"您好，退回去的邮费怎么算", "您好，邮费我们来出，您先垫一下", true},
		{"您好，退回去的邮费怎么算", "非常抱歉给您带来不便，屏幕碎了我们给您换一台新的", false},
		{"麻烦帮我处理一下订单的问题", "好的，马上帮您处理这个订单的问题", false},
		{"发票抬头开错了", "这边重新给您开一张发票", true},
	} {
		if got := shared(c.a, c.b); got != c.want {
			t.Errorf("%s / %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
