package redline_test

import (
	"slices"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/redline"
)

func shipped(t testing.TB) *analyzers.Analyzer {
	t.Helper()
	lex := analyzertest.Shipped(t, append(redline.Lists(), clause.Lists()...)...)
	a, err := redline.New(lex, lex.Analyzer())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Who declines, forbids or warns is innocent; who does it beside that, hints at it, or only asks or supposes, is not known to be.
func TestClears(t *testing.T) {
	a := shipped(t)
	for _, c := range []struct {
		code             tingjian.Code
		innocent, guilty []string
	}{
		{
			tingjian.RiskOffsite,
			[]string{
				"客户: 加个微信吧\n客服: 抱歉，我们这边是不可以加微信的，您点加号就能发图\n",
				"客户: 留个电话\n客服: 公司规定客服不能留私人电话，有事在这里留言就好\n",
				"客户: 线下转你行不\n客服: 不支持线下转账的呢，平台付款才有保障\n",
				"客户: 有人叫我加他微信退款\n客服: 千万不要加对方微信，那是骗子\n",
				"客户: 你微信多少\n客服: 加微信是违反规定的哦，在这儿说也一样\n",
				"客户: 便宜点我直接转你\n客服: 私下交易没有保障，您还是在平台拍吧\n",
				"客户: 加微信不\n客服: 平台不让加微信\n客服: 您在这里说就行\n",
			},
			[]string{
				"客户: 加微信吗\n客服: 这里不让加微信，您看我头像右下角\n",
				"客户: 加微信吗\n客服: 平台不能发微信号，您拿笔记一下数字\n",
				"客户: 付款呢\n客服: 别走平台了加我微信\n",
				"客户: 付款呢\n客服: 别走平台，加我微信\n",
				"客户: 加微信吗\n客服: 不能说太细加我微信\n",
				"客户: 加微信吗\n客服: 不让加微信的话您打我手机\n",
				"客户: 加微信吗\n客服: 不是不能加微信\n",
				"客户: 加微信吗\n客服: 之前不让加微信，现在可以了\n",
				"客户: 加微信吗\n客服: 平台不让加微信\n客服: 你私我\n",
				"客户: 加微信吗\n客服: 能不能加微信看你\n",
			},
		},
		{
			tingjian.RiskPrivacy,
			[]string{
				"客户: 密码发你？\n客服: 密码您自己保管好，我们不需要\n",
				"客户: 验证码发你吧\n客服: 不用发给我验证码，您在页面上填进去就可以了\n",
				"客户: 有人要验证码\n客服: 我们不会向您索要验证码的\n",
				"客户: 收到短信了\n客服: 好的，那个验证码您自己填到页面上\n",
				"客户: 验证码呢\n客服: 验证码会发到您登记的手机上，您填进去就好\n",
				"客户: 发你？\n客服: 验证码请勿告诉任何人\n",
			},
			[]string{
				"客户: 怎么弄\n客服: 不用您自己填，把验证码报给我\n",
				"客户: 安全吗\n客服: 我们不会泄露您的密码的，放心发给我\n",
				"客户: 不给行吗\n客服: 不给验证码就退不了款\n",
				"客户: 怎么弄\n客服: 您自己输入一下密码然后截图发我\n",
				"客户: 怎么弄\n客服: 没有验证码我没法弄\n",
				"客户: 怎么弄\n客服: 验证码您别动，我自己填\n",
				"客户: 怎么弄\n客服: 请在下方自行输入密码并发送\n",
			},
		},
		{
			tingjian.RiskReviewBribe,
			[]string{
				"客户: 给好评返钱不\n客服: 不好意思，我们店没有返现的，您按真实感受写就可以\n",
				"客户: 五星有红包吗\n客服: 平台禁止好评返红包\n",
				"客户: 别家都返现\n客服: 返现是违规的，我们不做这个\n",
				"客户: 好评送啥\n客服: 您如实评价就好\n",
				"客户: 帮你刷单\n客服: 我们不刷好评的，平台也不允许刷好评\n",
			},
			[]string{
				"客户: 有返现吗\n客服: 平台不让说返现，您评完截图找我\n",
				"客户: 有返现吗\n客服: 不叫好评返现，是送您的小红包，五星就给\n",
				"客户: 有返现吗\n客服: 没给好评的不返哦\n",
				"客户: 有返现吗\n客服: 没有返现活动\n客服: 给您送张券，晒个五星\n",
			},
		},
		{
			tingjian.RiskOverpromise,
			[]string{
				"客户: 能去黑头吗\n客服: 这个谁也不敢打包票，每个人肤质不一样\n",
				"客户: 考不过怎么办\n客服: 我们没法承诺一定考过，可以免费重学\n",
				"客户: 不会掉色吧\n客服: 保证不了完全不掉，头两水会浮色\n",
				"客户: 能去掉吗\n客服: 不敢保证百分百去掉的\n",
			},
			[]string{
				"客户: 有效吗\n客服: 不敢说百分百，但您用肯定有效\n",
				"客户: 会涨吗\n客服: 不是我不敢保证，是绝对会涨\n",
				"客户: 有效吗\n客服: 名义上不能保证，跟保证一样的\n",
				"客户: 有效吗\n客服: 没有不敢保证的\n",
			},
		},
		{
			tingjian.Rude,
			[]string{
				"客户: 怎么用\n客服: 哪一步不会您随时问我哈\n",
				"客户: 不太会\n客服: 不会的话您叫我，我教您\n",
				"客户: 不太会\n客服: 不清楚的地方随时问我\n",
				"客户: 帮我查查\n客服: 这个我们也搜不到别的\n",
			},
			[]string{
				"客户: 怎么用\n客服: 不懂就别乱问\n",
				"客户: 怎么用\n客服: 不会您问我干嘛\n",
				"客户: 帮我查查\n客服: 我也查不到，催也没用\n",
				"客户: 怎么用\n客服: 不会就问我，长嘴干嘛的\n",
				"客户: 怎么用\n客服: 说明书放着不看，不会您就问我\n",
			},
		},
	} {
		for _, text := range c.innocent {
			if got := analyzertest.Cleared(t, a, c.code, text); !slices.Contains(got, 1) {
				t.Errorf("%s is not cleared: %q", c.code, text)
			}
		}
		for _, text := range c.guilty {
			if got := analyzertest.Cleared(t, a, c.code, text); len(got) > 0 {
				t.Errorf("%s is cleared: %q", c.code, text)
			}
		}
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	lex, err := lexicon.Compile([]lexicon.List{{Name: "x", Phrases: []string{"y"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := redline.New(lex, lex.Analyzer()); err == nil {
		t.Error("lists that are missing are no error")
	}
}
