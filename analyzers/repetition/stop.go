package repetition

import "strings"

// stopWords are pairs of characters that any two messages may share: pronouns, question words, politeness, time.
const stopWords = `我的 你的 您的 你们 您们 我们 他们 他的 她的 咱们 自己 怎么 什么 么样 怎样 可以 不可 不是 没有 就是 就可 这个 那个 这样 那样 这么 那么
一下 一个 一直 一样 的话 是不 是什 是没 现在 已经 还是 还有 还要 能不 不能 有没 还没 没法 请问 你好 您好 好的 谢谢 麻烦 麻烦您 辛苦 了吗 的吗 是吗 吗我 时候 么时 知道 不知 我知
我想 想问 问下 问一 我问 为什 的是 是的 多少 我要 给我 帮我 我说 你说 说的 说了 不了 了呢 的呢 需要 今天 明天 昨天 到了 不到 要的 的了 也不 都是 那你 是我 是你 在的 在吗 人呢
不会 不要 不用 因为 所以 但是 而且 如果 或者 然后 这边 那边 这里 那里 哪里 上面 下面 里面 一点 有点 应该 可能 觉得 看看 看一 看下 我看 的时 的东 东西 的我 我就 你就 了我 了你 我这 我是 你这
人工 客服 工客 转人 亲亲 嗯嗯 哦哦 没事 好吧 行吧 知道了 收到 明白 问题 情况 处理 解决 没人 快点 尽快 联系 等等 稍等 你给 您给 给您 给你 帮您 为您 再说 说一`

// grammar are the characters that carry grammar more than meaning.
const grammar = "我你您他她它的了吗呢吧啊呀哦嗯是就都也还那这能会要不没有在把给和跟去来到可以想说个们么啥什怎为但所因如果或者而且被让对从向很太真再又才只一多几哪谁"

// stopSet is what is looked into for each pair of characters: shingles that say nothing, in a table with room to spare, in
// which one stands at the place that its hash names or soon behind, and a bit for each character that carries grammar.
type stopSet struct {
	shingles [1 << 10]uint64
	grammar  [0x10000 / 64]uint64
}

func stopPlace(x uint64) uint64 { return x * mixer >> (64 - 10) }

func (s *stopSet) has(x uint64) bool {
	for i := stopPlace(x); s.shingles[i] != 0; i = (i + 1) % uint64(len(s.shingles)) {
		if s.shingles[i] == x {
			return true
		}
	}
	return false
}

func (s *stopSet) add(x uint64) {
	i := stopPlace(x)
	for s.shingles[i] != 0 && s.shingles[i] != x {
		i = (i + 1) % uint64(len(s.shingles))
	}
	s.shingles[i] = x
}

func (s *stopSet) grammatical(c rune) bool { return c < 0x10000 && s.grammar[c/64]>>(c%64)&1 != 0 }

func stops() *stopSet {
	set := &stopSet{}
	for _, c := range grammar {
		set.grammar[c/64] |= 1 << (c % 64)
	}
	for _, w := range strings.Fields(stopWords) {
		runes := []rune(w)
		for i := range len(runes) - 1 {
			a, b := runes[i], runes[i+1]
			set.add(marked(a, b, set.grammatical(a) || set.grammatical(b)))
		}
	}
	return set
}
