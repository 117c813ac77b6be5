package mask

import (
	"strings"
	"testing"
)

func BenchmarkText(b *testing.B) {
	m := testMasker(b)
	for _, c := range []struct{ name, text string }{
		{"plain", "您好，非常抱歉给您带来不便，我马上帮您查询一下哦"},
		{"figures", "您好，这款手机原价5999元，活动价4999元，满300减50，8月6日截止"},
		{"trigger", "您好，麻烦您提供一下收货人的姓名、电话和收货地址，我们核实后处理"},
		{"personal", "收货人：张小明，电话：13812345678，地址：广东省深圳市南山区科技路12号"},
		{"order", "麻烦查一下运单号SF1234567890123，三天没有更新了"},
		{"long", strings.Repeat("您好，非常抱歉给您带来不便，我马上帮您查询一下哦。", 1000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				m.Text(c.text)
			}
		})
	}
}
