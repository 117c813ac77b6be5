package contradiction_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
)

// A conversation full of claims costs about as much a turn however long it is.
func BenchmarkClaims(b *testing.B) {
	said := []string{"可以退货的,不收运费,三天内到账", "订单不会取消,明天发货", "这款有现货,今天就能发", "退款200元已经提交了,2到3天到账", "安装是免费的,师傅周三上门"}
	asked := []string{"那我退了", "真的不会取消吗", "好", "什么时候到", "要钱吗"}
	for _, n := range []int{20, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := &tingjian.Transcript{ID: "c", Closed: true}
			for i := range n {
				t := tingjian.Turn{Speaker: tingjian.Customer, Text: asked[i%len(asked)]}
				if i%2 == 1 {
					t = tingjian.Turn{Speaker: tingjian.Agent, Text: said[i/2%len(said)]}
				}
				c.Turns = append(c.Turns, t)
			}
			s := newDriver(b).Session()
			s.Inspect(c, time.Time{})
			b.ReportAllocs()
			for b.Loop() {
				s.Inspect(c, time.Time{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/turn")
		})
	}
}
