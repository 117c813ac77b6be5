package mask

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
)

func TestNewRefusesShortKeys(t *testing.T) {
	if _, err := New(make([]byte, MinKey-1)); err == nil {
		t.Error("New took a key that is too short")
	}
}

// TestText pins the forms in which masked data is shown.
func TestText(t *testing.T) {
	m := testMasker(t)
	for _, c := range []struct{ text, want string }{
		{"打13812345678", "打138****5678"},
		{"打138 1234 5678", "打138 **** 5678"},
		{"+86-138-1234-5678", "+86-138-****-5678"},
		{"１３８１２３４５６７８", "１３８****５６７８"},
		{"一三八一二三四五六七八", "一三八****五六七八"},
		{"0755-88886666", "0755-****6666"},
		{"11010119900307002X", "110***********002X"},
		{"6222021000112233444", "6222***********3444"},
		{"zhangsan@qq.com", "z*******@qq.com"},
		{"微信号zhang_wei88", "微信号zh*******88"},
		{"QQ123456789", "QQ12*****89"},
		{"车牌粤B·12345", "车牌粤B·***45"},
		{"地址：广东省深圳市南山区科技路12号", "地址：广东省深圳市*********"},
		{"收货人：张小明", "收货人：张**"},
		{"运单号SF1234567890123", "运单号SF12*******0123"},
	} {
		if got, _ := m.Text(c.text); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}

// pieces are what generated texts are put together from: what masking looks for, what it must leave, and its own marks.
var pieces = []string{
	"13812345678", "138 1234 5678", "１３８", "一三八一二三四五六七八", "5678", "*", "****", "12", "0755-", "88886666", "(010)", "400", "-", " ", "，", "。", "\n", ",", "：", ":",
	"110101199003070", "11010119900307002X", "X", "x", "6222021000112233444", "6222 0210 0011", "zhangsan", "@", "qq.com", ".", "_", "微信", "号", "vx", "QQ", "加我", "是", "abc_123", "wxid_",
	"粤B", "12345", "D", "挂", "车牌", "地址", "收货人", "姓名", "我叫", "先生", "张", "小明", "欧阳", "·", "广东省", "深圳市", "南山区", "科技路", "栋", "室", "小区", "订单号", "单号", "SF", "运单",
	"[电话x]", "[数字x]", "https://", "www.", "/", "?phone=", "元", "的", "你", "a", "é", "😀", "①", "\u200b", "型号", "2024-08-06", "20240806", "护照", "银行卡", "\"", "{", "}", "\\", "％", "＠", "＊",
}

func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.SampledFrom(pieces), rapid.StringN(0, 3, -1)), 0, 24).Draw(t, "pieces"), "")
	})
}

// holds checks what masking promises for any text.
func holds(t interface{ Fatalf(string, ...any) }, m *Masker, s string) {
	masked, keys := m.Text(s)
	if got, want := utf8.RuneCountInString(masked), utf8.RuneCountInString(s); got != want {
		t.Fatalf("%q has %d characters, masked %q has %d", s, want, masked, got)
	}
	if utf8.ValidString(s) && !utf8.ValidString(masked) {
		t.Fatalf("%q is valid UTF-8, masked %q is not", s, masked)
	}
	again, more := m.Text(masked)
	if again != masked || len(more) > 0 {
		t.Fatalf("%q: masked %q, masked again %q with keys %q", s, masked, again, more)
	}
	if len(keys) > 0 && masked == s {
		t.Fatalf("%q: keys %q of numbers that are not hidden", s, keys)
	}
}

func TestProperties(t *testing.T) {
	m := testMasker(t)
	rapid.Check(t, func(t *rapid.T) { holds(t, m, texts().Draw(t, "text")) })
}

func TestMobileNeverStays(t *testing.T) {
	m := testMasker(t)
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`1[3-9][0-9]{9}`).Draw(t, "number")
		words := rapid.SampledFrom([]string{"", "我", "电话", "打", "，", " ", "订单号", "(", "a", "型", "\n", "【"})
		s := words.Draw(t, "before") + number + words.Draw(t, "after")
		if masked, _ := m.Text(s); strings.Contains(masked, number) {
			t.Fatalf("%q stays in %q", number, masked)
		}
	})
}

func TestNumbersAreFoundByTheirKey(t *testing.T) {
	m := testMasker(t)
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`(SF|YT|JD|ZTO)?[2-9][0-9]{12,17}`).Draw(t, "number")
		_, keys := m.Text("麻烦查一下运单号：" + number + "，谢谢")
		typed := strings.ToLower(number[:4]) + "-" + number[4:]
		if !slices.Contains(keys, m.Key(typed)) {
			t.Fatalf("%s: keys %q lack that of %q", number, keys, typed)
		}
	})
}

func TestKeysDependOnTheKey(t *testing.T) {
	a := testMasker(t)
	b, err := New([]byte("another key, long enough too"))
	if err != nil {
		t.Fatal(err)
	}
	if a.Key("SF1234567890") == b.Key("SF1234567890") {
		t.Error("two masking keys give the same hash")
	}
	if got := len(a.Key("1")); got != 16 {
		t.Errorf("a hash has %d digits, want 16", got)
	}
}

func TestLongText(t *testing.T) {
	m := testMasker(t)
	long := strings.Repeat("我的电话是13812345678，订单号123456789012。没有别的了\n", 5000)
	holds(t, m, long)
	masked, keys := m.Text(long)
	if strings.Contains(masked, "13812345678") || strings.Contains(masked, "123456789012") || len(keys) != 1 {
		t.Errorf("a long text is not masked throughout; %d keys", len(keys))
	}
	holds(t, m, strings.Repeat("1", 100_000))
	holds(t, m, strings.Repeat("张", 100_000))
	holds(t, m, strings.Repeat("1 ", 100_000))
	holds(t, m, strings.Repeat("地址", 50_000))
	holds(t, m, strings.Repeat("科技路12号", 20_000))
}

func TestFragment(t *testing.T) {
	m := testMasker(t)
	f := tingjian.Fragment{
		ID: "c-1",
		Meta: tingjian.Meta{Customer: "13812345678", Merchant: "m-042", Order: "3412345678901234567", Facts: map[string]json.RawMessage{
			"phone": json.RawMessage(`13812345678`), "signed_at": json.RawMessage(`"2024-08-01T09:00:00+08:00"`), "收货人": json.RawMessage(`"张小明"`), "ms": json.RawMessage(`1722909600000`)}},
		Turns: []tingjian.Turn{{
			Speaker: tingjian.Customer, Text: "订单号3412345678901234567，电话13812345678", At: time.Unix(1, 0),
			Media: []tingjian.Media{{Type: "image", URL: "https://x.example/p.jpg?phone=13812345678", Extra: map[string]json.RawMessage{"caption": json.RawMessage(`"运单\u53f7SF1234567890123"`)}}},
			Event: &tingjian.Event{Type: "transfer", To: "a-18", Extra: map[string]json.RawMessage{"note": json.RawMessage(`{"to":["打13812345678"]}`)}},
			Extra: map[string]json.RawMessage{"msg_id": json.RawMessage(`"1234567890123456"`)},
		}},
		Extra: map[string]json.RawMessage{"13812345678": json.RawMessage(`1`), "receiver": json.RawMessage(`{"name":"x","address":"广东省深圳市南山区科技路12号"}`)},
	}
	m.Fragment(&f)
	first, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"13812345678", "小明", "科技路", "SF1234567890123"} {
		if strings.Contains(string(first), secret) {
			t.Errorf("%s stays in %s", secret, first)
		}
	}
	for _, kept := range []string{"c-1", "m-042", "3412345678901234567", "a-18", "2024-08-01T09:00:00+08:00", "1722909600000", "1234567890123456", "广东省深圳市"} {
		if !strings.Contains(string(first), kept) {
			t.Errorf("%s is gone from %s", kept, first)
		}
	}
	if f.Customer != m.Pseudonym("+86 138-1234-5678") {
		t.Errorf("customer %q is not the pseudonym of the same number spelt otherwise", f.Customer)
	}
	if want := []string{m.Key("3412345678901234567"), m.Key("SF1234567890123")}; !slices.Equal(f.Turns[0].Keys, want) {
		t.Errorf("keys %q, want %q", f.Turns[0].Keys, want)
	}
	m.Fragment(&f)
	if second, _ := json.Marshal(f); string(second) != string(first) {
		t.Errorf("masking twice: got %s, want %s", second, first)
	}
}

func TestPseudonym(t *testing.T) {
	m := testMasker(t)
	for _, id := range []string{"u-9", "", "c-17", "a-17", "1234567890", "550e8400-e29b-41d4-a716-446655440000", "张三", "src7-3528000000001237", "6222020000004322"} {
		if got := m.Pseudonym(id); got != id {
			t.Errorf("%q became %q", id, got)
		}
	}
	for _, id := range []string{"13812345678", "tel:13812345678", "zhangsan@qq.com", "11010119900307002X"} {
		got := m.Pseudonym(id)
		if got == id || got != m.Pseudonym(got) {
			t.Errorf("%q became %q and then %q", id, got, m.Pseudonym(got))
		}
	}
}

func TestBytes(t *testing.T) {
	m := testMasker(t)
	for _, c := range []struct{ raw, want string }{
		{`{"id":"c-1","turns":[{"speaker":"customer","text":"我叫张小明"}]}`, `{"id":"c-1","turns":[{"speaker":"customer","text":"我叫张**"}]}`},
		{`{"text":"\u6211\u53eb\u5f20\u5c0f\u660e"}`, `{"text":"我叫张**"}`},
		{`{"text":"plain \u0041", "a" : 1.50e3}`, `{"text":"plain \u0041", "a" : 1.50e3}`},
		{`{"phone":13812345678}`, `{"phone":"138****5678"}`},
		{`{"text":"打13812345678`, `{"text":"打138****5678`},
		{"打13812345678\x00\xff", "打138****5678\uFFFD\uFFFD"},
		{"", ""},
		{`{"id":"c","id":"d"}`, `{"id":"c","id":"d"}`},
		{`收货人"张小明"`, `收货人"张**"`},
	} {
		if got := string(m.Bytes([]byte(c.raw))); got != c.want {
			t.Errorf("%q: got %q, want %q", c.raw, got, c.want)
		}
	}
}

// TestSound hands it what the walk must never give.
func TestSound(t *testing.T) {
	m := testMasker(t)
	for masked, want := range map[string]string{
		`{"a":1}`:                   `{"a":1}`,
		`{"a":-"138****5678"}`:      `"{\"a\":-\"138****5678\"}"`,
		`{"a":1,"a":"13812345678"}`: `"{\"a\":1,\"a\":\"138****5678\"}"`,
	} {
		if got := string(m.sound([]byte(masked), true, strict)); got != want {
			t.Errorf("%s: got %s, want %s", masked, got, want)
		}
	}
}

func TestBytesProperties(t *testing.T) {
	m := testMasker(t)
	rapid.Check(t, func(t *rapid.T) {
		raw := []byte(texts().Draw(t, "text"))
		switch rapid.IntRange(0, 2).Draw(t, "form") {
		case 0:
			raw, _ = json.Marshal(map[string]string{texts().Draw(t, "name"): string(raw)})
		case 1:
			raw = append(raw, rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "tail")...)
		}
		bytesHold(t, m, raw)
	})
}

func bytesHold(t interface{ Fatalf(string, ...any) }, m *Masker, raw []byte) {
	masked := m.Bytes(raw)
	if !utf8.Valid(masked) || slices.Contains(masked, 0) {
		t.Fatalf("%q: masked %q is no valid UTF-8 or has NUL", raw, masked)
	}
	if json.Valid(raw) && utf8.Valid(raw) && !json.Valid(masked) {
		t.Fatalf("%q is JSON, masked %q is not", raw, masked)
	}
	if again := m.Bytes(masked); string(again) != string(masked) {
		t.Fatalf("%q: masked %q, masked again %q", raw, masked, again)
	}
}

func FuzzText(f *testing.F) {
	m := testMasker(f)
	for _, p := range pieces {
		f.Add(p)
	}
	f.Add("收货人：张小明，138 1234 5678，地址：广东省深圳市南山区科技路12号3栋")
	f.Fuzz(func(t *testing.T, s string) { holds(t, m, s) })
}

func FuzzBytes(f *testing.F) {
	m := testMasker(f)
	f.Add([]byte(`{"id":"c-1","turns":[{"speaker":"customer","text":"我叫\u5f20小明","phone":13812345678}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) { bytesHold(t, m, raw) })
}

// TestPseudonymsStayTheSame asks again and again, which remembers what is plain and nothing else.
func TestPseudonymsStayTheSame(t *testing.T) {
	m := testMasker(t)
	ids := []string{"c-0012345", "13812345678", "u-9", "zhang@example.com", "11010519491231002X", strings.Repeat("7-", 60)}
	var first []string
	for _, id := range ids {
		first = append(first, m.Pseudonym(id))
	}
	for range 3 {
		for i, id := range ids {
			if got := m.Pseudonym(id); got != first[i] {
				t.Errorf("%q: %q, then %q", id, first[i], got)
			}
		}
	}
	for i, id := range ids {
		if m.plain.has(id) && first[i] != id {
			t.Errorf("%q is personal and was remembered", id)
		}
	}
	if !m.plain.has(ids[0]) {
		t.Errorf("%q is plain and was not remembered", ids[0])
	}
}
