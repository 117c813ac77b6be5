package lexicon

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The vocabulary of which the benchmarks make phrases and conversations.
var (
	benchNo   = strings.Fields("没有 没法 无法 不能 不可以 不会 不想 不用 不要 不给 不让 不许 不肯 不帮 别想 没人 没空 没办法 可以 马上 已经 正在 帮您 给您 为您")
	benchVerb = strings.Fields("处理 解决 退款 退货 换货 补发 赔偿 补偿 查询 核实 催促 联系 转接 升级 登记 反馈 修改 取消 发货 配送 安装 维修 开票 报销 保价 返现 充值 注销 绑定 解绑 投诉 申诉 回电 上门 取件 拦截 改签 续费 开通 关闭")
	benchTail = strings.Fields("了 的 呢 吗 一下")
	benchTalk = strings.Fields("您好, 亲爱的顾客 请问 这个订单 我们这边 很抱歉 给您带来不便 建议您 稍等一下, 工作人员 今天下午 三点之前 我都等了好几天了 到现在也 怎么回事! 昨天那个客服说 明天 仓库 快递小哥 手机号码 收货地址 [订单编号x] 优惠券 满减活动 会员 发票 京东 电话打不通。 哦 嗯嗯 好的 谢谢 请您放心~ 什么时候 能 到货? 颜色 尺码 质量问题 图片 发给我 看看")
)

// benchPhrases are n different phrases.
func benchPhrases(n int) []string {
	var out []string
	for _, tail := range benchTail {
		for _, no := range benchNo {
			for _, verb := range benchVerb {
				out = append(out, no+verb+tail)
			}
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:n]
}

// benchTurns are turns of usual length, one in ten of which says something that a list of phrases may look for.
func benchTurns(n int) (turns []string, bytes int) {
	r := rand.New(rand.NewPCG(3, 4))
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	for range n {
		var s strings.Builder
		for range 3 + r.IntN(10) {
			s.WriteString(pick(benchTalk))
		}
		if r.IntN(10) == 0 {
			s.WriteString(pick(benchNo) + pick(benchVerb) + pick(benchTail))
		}
		turns = append(turns, s.String())
		bytes += s.Len()
	}
	return turns, bytes
}

func BenchmarkScan(b *testing.B) {
	turns, bytes := benchTurns(1000)
	for _, n := range []int{50, 500, 5000} {
		l := compile(b, List{Name: "a", Phrases: benchPhrases(n)})
		b.Run(fmt.Sprintf("phrases=%d", n), func(b *testing.B) {
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			for b.Loop() {
				for _, t := range turns {
					l.Scan(t)
				}
			}
		})
	}
}

// BenchmarkFind leaves out the normal form.
func BenchmarkFind(b *testing.B) {
	turns, bytes := benchTurns(1000)
	var forms []field
	for _, n := range []int{50, 500, 5000} {
		l := compile(b, List{Name: "a", Phrases: benchPhrases(n)})
		forms = forms[:0]
		for _, t := range turns {
			x := l.Scan(t).Text
			forms = append(forms, field{text: x.String(), pauses: x.Pauses(), cut: -1})
		}
		b.Run(fmt.Sprintf("phrases=%d", n), func(b *testing.B) {
			r := l.scratch.Get().(*scratch)
			b.SetBytes(int64(bytes))
			for b.Loop() {
				for _, f := range forms {
					l.find(f, r, nil)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, n := range []int{500, 5000} {
		lists := make([]List, n)
		for i, p := range benchPhrases(n) {
			lists[i] = List{Name: fmt.Sprintf("rule:%d", i), Phrases: []string{p}}
		}
		b.Run(fmt.Sprintf("lists=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compile(lists); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
