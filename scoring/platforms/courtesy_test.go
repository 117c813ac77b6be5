package platforms

import (
	"testing"
	"time"

	"github.com/tingjian/tingjian"
)

// TestCourtesy reads last words by how they are put together: thanks for whatever, leave, signs, what settles it; and the same words
// beside a question or a matter, which are none.
func TestCourtesy(t *testing.T) {
	for _, text := range []string{
		"好的", "谢谢", "嗯嗯好的呢", "ok thanks", "Thank you!", "👌", "。。", "[玫瑰][玫瑰]",
		"太感谢你们了", "真的非常感谢您的耐心解答！", "辛苦客服小姐姐了", "麻烦您啦，再见", "谢谢老板娘这么用心", "感谢指点🙏",
		"装好了，尺寸刚刚好，谢谢师傅", "孩子很喜欢 多谢啦", "退款看到了，感谢", "还帮我搬上楼了，谢谢",
		"那下次再聊", "我先去开会了", "有需要再来找你们", "回头见", "祝你们生意兴隆", "周末愉快~", "法院见", "不说了，我去别家买了",
		"那就这款", "就这样吧", "不用啦", "没别的问题了", "算了", "那我不退了", "我下单了", "已经收到啦",
		"发货真快", "服务态度特别好", "物流👍", "这个颜色真好看", "一会儿给你五星好评", "哈哈哈好嘞", "不好意思打扰了", "明白，谢谢亲～",
	} {
		if !courtesy(text) {
			t.Errorf("%q asks nothing", text)
		}
	}
	for _, text := range []string{
		"你好", "老板", "客服客服", "在吗", "好的，那什么时候发货", "谢谢，麻烦帮我查一下单号", "谢谢?", "好不好", "可以退吗", "好慢", "行不行",
		"谢谢你帮我退了吧", "感谢，记得补发", "辛苦尽快处理", "麻烦您", "谢谢，但是还没到账", "收到了，少了一件，谢谢", "好的，地址是人民路5号",
		"太感谢了，不过颜色发错了", "不要了", "还没有", "快点", "服务好点行吗", "态度真差", "太慢了", "我要投诉", "没收到", "等你回复", "怎么不说话了",
		"谢谢。另外上次那单的发票", "再见不到货就退款", "明天见不到货我就申请退款", "速度", "那你们看着办", "算一下多少钱", "好的，换大一码", "[地址] [电话]", "[图片]", "那解决了吧", "我们也很辛苦", "6688", "是的", "对",
	} {
		if courtesy(text) {
			t.Errorf("%q is no courtesy alone", text)
		}
	}
}

// TestLastWords: thanks over several messages ask nothing, and one matter among them makes a question of all.
func TestLastWords(t *testing.T) {
	at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	for _, c := range []struct {
		said  []string
		asked int
	}{
		{[]string{"尺寸刚刚好", "谢谢师傅这么耐心"}, 1},
		{[]string{"物流", "👍👍"}, 1},
		{[]string{"谢谢您的解答", "那发票什么时候开"}, 2},
		{[]string{"你好", "在忙"}, 2},
	} {
		turns := []tingjian.Turn{{Speaker: tingjian.Customer, At: at, Text: "这款有货吗"}, {Speaker: tingjian.Agent, Agent: "a-1", At: at.Add(time.Minute), Text: "有的"}}
		for i, text := range c.said {
			turns = append(turns, tingjian.Turn{Speaker: tingjian.Customer, At: at.Add(time.Duration(2+i) * time.Minute), Text: text})
		}
		parties := []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a-1"}}
		Measure(&tingjian.Transcript{Closed: true, Turns: turns}, parties)
		if got := parties[0].Replies[0].Asked; got != c.asked {
			t.Errorf("%q: %d questions, want %d", c.said, got, c.asked)
		}
	}
}
