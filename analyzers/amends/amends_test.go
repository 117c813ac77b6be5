package amends_test

import (
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/amends"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/clause"
)

func driver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, append(amends.Lists(), clause.Lists()...)...)
	a, err := amends.New(lex, lex.Analyzer())
	return analyzertest.Driver(t, a, err)
}

// TestKinds names for each reply the kind and the yuan; an empty kind: no remedy.
func TestKinds(t *testing.T) {
	d := driver(t)
	for _, c := range []struct {
		says string
		kind string
		yuan float64
	}{
		{"给您退一半的钱，剩下的您留着吃", "refund", 0},
		{"多收的三十五块已经退给您了", "refund", 35},
		{"多扣了18.5元，已经原路退给您", "refund", 18.5},
		{"给您退20，已经打到零钱", "refund", 20},
		{"押金全退，明天到账", "refund", 0},
		{"这笔滞纳金给您免了", "waiver", 0},
		{"手续费全免", "waiver", 0},
		{"这次清洗不收您钱", "waiver", 0},
		{"给您补一张20元的券", "coupon", 20},
		{"补您两百块打车费", "compensation", 200},
		{"这个杯子我们照价赔给您", "compensation", 0},
		{"来回运费我们出", "freight", 0},
		{"邮费不用您出，寄到付就行", "freight", 0},
		{"今天给您补发一个新的", "resend", 0},
		{"漏的螺丝明天给您补寄", "resend", 0},
		{"这就给您换台新的", "exchange", 0},
		{"可以给您换一块，旧的寄回来就行", "exchange", 0},
		{"拿到店里免费给您修", "repair", 0},
		{"在保的，免费换屏", "repair", 0},
		{"周六给您补一节课，不算课时", "redo", 0},
		{"我这就给您拦截", "intercept", 0},
		{"修的这几天您先用着这台备用机", "loan", 0},
		{"多送您一盒，算我们的一点心意", "gift", 0},
		{"会员给您顺延15天", "extension", 0},
		{"给您免费升舱", "upgrade", 0},
		{"给您补发一个可以吗", "resend", 0},
		{"六点没到的话，配送费退您", "refund", 0},
		{"确认是假货，我们赔您三倍", "compensation", 0},
		{"您说没效果，全额退给您了", "refund", 0},
		{"尺码不对可以给您换大一码，补6元差价就行", "exchange", 0},
		// none
		{"要是不够用，可以给您换成大流量的套餐，一个月多15块", "", 0},
		{"我可以给您换到百兆的套餐", "", 0},
		{"给您升到百兆的套餐，每年多一百", "", 0},
		{"您放心买，验出是假的平台赔三倍", "", 0},
		{"一个疗程见效，无效全额退款", "", 0},
		{"不好吃我们全额退", "", 0},
		{"假一罚三，公司赔您", "", 0},
		{"退款一般三到五个工作日到账", "", 0},
		{"您可以申请退款", "", 0},
		{"您在订单页点申请售后，选换货就可以", "", 0},
		{"抱歉不能给您退差价", "", 0},
		{"没有办法给您免这个费用", "", 0},
		{"如果检测是质量问题，给您换新", "", 0},
		{"收到有破损的话，给您补发", "", 0},
		{"我们支持七天无理由退换，运费险也有", "", 0},
		{"现在下单送您一个包", "", 0},
		{"晒图五星好评返您5元红包", "", 0},
		{"我帮您催一下快递", "", 0},
		{"验证码给您重发了", "", 0},
		{"您是要退款还是换货呢", "", 0},
		{"给您换个师傅上门", "", 0},
		{"您说的给您退款是哪位说的", "", 0},
		{"商品签收后财务给您原路退回", "", 0},
	} {
		tr := tingjian.Transcript{ID: "t", Closed: true, Turns: []tingjian.Turn{{Speaker: tingjian.Agent, Text: c.says}, {Speaker: tingjian.Customer, Text: c.says}}}
		got := ""
		yuan := 0.0
		out := d.Session().Inspect(&tr, tr.Latest())
		for _, f := range out.Findings {
			if f.Turn == 1 {
				t.Errorf("%s: the customer is marked", c.says)
			}
			got, yuan = f.Kind, f.Amount
		}
		if len(out.Failures) > 0 || got != c.kind || yuan != c.yuan {
			t.Errorf("%s: %q %v, want %q %v %v", c.says, got, yuan, c.kind, c.yuan, out.Failures)
		}
	}
}

func FuzzRemedy(f *testing.F) {
	d := driver(f)
	for _, s := range []string{"给您退三千二百块", "退十", "补两万零五元，给您退", "给您退99999999999999999999元", "退.5元", "\xff给您退1.元"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tr := tingjian.Transcript{ID: "t", Closed: true, Turns: []tingjian.Turn{{Speaker: tingjian.Agent, Text: s}}}
		out := d.Session().Inspect(&tr, tr.Latest())
		for _, x := range out.Failures {
			t.Errorf("%q: %s", s, x.Reason)
		}
		for _, x := range out.Findings {
			if x.Amount < 0 || x.Amount >= 1e8 {
				t.Errorf("%q: %v yuan", s, x.Amount)
			}
		}
	})
}
