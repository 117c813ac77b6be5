package mask

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Bytes masks a raw record of any kind and size, for dead letters: JSON or not, broken or not. The result is valid UTF-8
// without NUL characters (U+FFFD stands for what was not), and still JSON where raw was. Identifiers become
// pseudonyms as in Fragment.
func (m *Masker) Bytes(raw []byte) []byte {
	clean := bytes.ReplaceAll(bytes.ToValidUTF8(raw, []byte("\uFFFD")), []byte{0}, []byte("\uFFFD"))
	valid := json.Valid(clean)
	w := walker{m: m, raw: clean, valid: valid, ids: true}
	masked, changed := w.walk()
	if valid {
		return m.sound(masked, changed, json.Valid)
	}
	// Announcing words may stand outside of the quotes that hold what they announce.
	text, _ := m.Text(string(masked))
	return []byte(text)
}

// sound is masked where it still is JSON, and a JSON string of it, masked once more, where it is not. A mistake in the walk must cost
// one field its form: what cannot be written would hold up every message behind it.
func (m *Masker) sound(masked []byte, changed bool, valid func([]byte) bool) []byte {
	if !changed || valid(masked) {
		return masked
	}
	text, _ := m.Text(string(masked))
	return appendQuoted(nil, text)
}

// walker goes through JSON string by string and copies everything else, so that what holds nothing personal comes
// out byte for byte. It needs no valid JSON.
type walker struct {
	m     *Masker
	raw   []byte
	field string // name of the field that the value at hand belongs to
	valid bool   // raw is JSON and must stay so
	ids   bool   // fields with identifiers get pseudonyms
	keys  []string
	open  []usedNames // of the objects around the place at hand, where raw is valid
	out   []byte
}

// walk returns the masked form and whether it differs from raw.
func (w *walker) walk() ([]byte, bool) {
	w.out = make([]byte, 0, len(w.raw)+16)
	rest := 0
	for i := 0; i < len(w.raw); {
		if w.raw[i] != '"' {
			i++
			continue
		}
		end := closing(w.raw, i)
		if end < 0 {
			break
		}
		w.plain(w.raw[rest:i])
		if next := bytes.TrimLeft(w.raw[end:], " \t\r\n"); len(next) > 0 && next[0] == ':' {
			w.field = unquote(w.raw[i+1 : end-1])
			w.name(w.raw[i:end])
		} else {
			w.value(w.raw[i:end])
		}
		i, rest = end, end
	}
	w.plain(w.raw[rest:])
	return w.out, !bytes.Equal(w.out, w.raw)
}

// closing is the end of the string that starts with the quote at i, or -1.
func closing(raw []byte, i int) int {
	for k := i + 1; k < len(raw); k++ {
		switch raw[k] {
		case '\\':
			k++
		case '"':
			return k + 1
		}
	}
	return -1
}

// plain copies what stands between strings. A number that is personal becomes a string, so that JSON stays JSON.
func (w *walker) plain(part []byte) {
	if !w.valid {
		masked, keys := w.m.Text(string(part))
		w.keys = merge(w.keys, keys)
		w.out = append(w.out, masked...)
		return
	}
	for len(part) > 0 {
		n := numberLen(part)
		if n == 0 {
			w.bracket(part[0])
			w.out = append(w.out, part[0])
			part = part[1:]
			continue
		}
		number := string(part[:n])
		if masked := w.number(number); masked != number {
			w.out = append(w.out, '"')
			w.out = append(w.out, masked...)
			w.out = append(w.out, '"')
		} else {
			w.out = append(w.out, number...)
		}
		part = part[n:]
	}
}

// numberLen is the length of the JSON number at the start of part, its sign included: a sign left standing before the string that a
// hidden number becomes would be no JSON.
func numberLen(part []byte) int {
	n := 0
	if part[0] == '-' {
		n = 1
	}
	for n < len(part) && (part[n] >= '0' && part[n] <= '9' || n > 0 && bytes.IndexByte([]byte("+-.eE"), part[n]) >= 0) {
		n++
	}
	return n
}

// bracket notes where objects begin and end, since names must differ within each of them only.
func (w *walker) bracket(c byte) {
	switch {
	case c == '{':
		w.open = append(w.open, usedNames{})
	case c == '}' && len(w.open) > 0:
		w.open = w.open[:len(w.open)-1]
	}
}

// number masks a JSON number: as what its field's name says, else only where its form leaves no doubt. Its sign hides nothing, and
// what is negative is looked at as if it were not.
func (w *walker) number(number string) string {
	digits := strings.TrimPrefix(number, "-")
	if w.ids && identifier(w.field) {
		if pseudonym := w.m.Pseudonym(digits); pseudonym != digits {
			return pseudonym
		}
		return number
	}
	if len(digits) < 7 {
		return number
	}
	masked, _ := w.announced(digits)
	return number[:len(number)-len(digits)] + masked
}

// name copies a field's name, masked if it holds anything itself.
func (w *walker) name(quoted []byte) {
	masked, _ := w.m.mask(w.field, false)
	shown := masked
	if n := len(w.open); w.valid && n > 0 {
		shown = w.open[n-1].claim(w.m, w.field, masked)
	}
	w.put(quoted, w.field, shown)
	w.field = masked // so that masking again sees the same announcement
}

// value copies a string, masked.
func (w *walker) value(quoted []byte) {
	text := unquote(quoted[1 : len(quoted)-1])
	if w.ids && identifier(w.field) {
		w.put(quoted, text, w.m.Pseudonym(text))
		return
	}
	masked, keys := w.announced(text)
	w.keys = merge(w.keys, keys)
	w.put(quoted, text, masked)
}

func (w *walker) put(quoted []byte, text, masked string) {
	if masked == text {
		w.out = append(w.out, quoted...)
		return
	}
	w.out = appendQuoted(w.out, masked)
}

// announced masks text with its field's name as the announcing words before it: {"receiver":"张三"}. Text, captions and
// transcripts are free text; elsewhere long numbers are identifiers and stay.
func (w *walker) announced(text string) (string, []string) {
	prefix, free := fieldPrefix(w.field)
	masked, keys := w.m.mask(prefix+text, free)
	if rest, ok := strings.CutPrefix(masked, prefix); ok {
		return rest, keys
	}
	return w.m.mask(text, free)
}

// identifier: fields that Fragment gives pseudonyms.
func identifier(field string) bool {
	return field == "id" || field == "customer" || field == "agent" || field == "to"
}

// joiners are what may stand between the words of a field's name.
var joiners = strings.NewReplacer("_", "", "-", "", " ", "")

// fieldPrefix is the announcement that a field's name amounts to, and whether the field holds free text.
func fieldPrefix(field string) (prefix string, free bool) {
	name := strings.ToLower(joiners.Replace(field))
	switch name {
	case "text", "caption", "content", "message", "transcript", "remark", "note", "comment", "title", "description", "memo", "body", "asr":
		return "", true
	case "receiver", "receivername", "consignee", "recipient", "recipientname", "contactname", "realname", "customername", "buyername", "contact", "fullname":
		return "姓名:", false
	case "phone", "mobile", "tel", "telephone", "phoneno", "phonenumber", "mobileno", "mobilephone", "cellphone", "landline", "contactphone", "caller", "callee", "receiverphone", "receivermobile":
		return "电话:", false
	case "address", "addr", "receiveraddress", "shippingaddress", "deliveryaddress", "detailaddress", "street":
		return "地址:", false
	case "wechat", "weixin", "wx", "wxid", "wechatid":
		return "微信号:", false
	case "qq", "qqno", "qqnumber":
		return "QQ:", false
	case "idcard", "idno", "identity", "identityno", "passport", "idcardno", "idnumber":
		return "身份证:", false
	case "bankcard", "cardno", "bankaccount", "cardnumber", "bankcardno":
		return "银行卡:", false
	case "plate", "plateno", "licenseplate", "carno", "platenumber":
		return "车牌:", false
	}
	for _, r := range field {
		if isHan(r) {
			return field + ":", false
		}
	}
	return "", false
}

// unquote reads the inside of a JSON string. What is no proper escape stays as it stands.
func unquote(in []byte) string {
	if bytes.IndexByte(in, '\\') < 0 {
		return string(in)
	}
	var b strings.Builder
	for i := 0; i < len(in); {
		if in[i] != '\\' || i+1 == len(in) {
			b.WriteByte(in[i])
			i++
			continue
		}
		if r, n := escape(in[i:]); n > 0 {
			b.WriteRune(r)
			i += n
			continue
		}
		b.WriteByte(in[i])
		b.WriteByte(in[i+1])
		i += 2
	}
	return b.String()
}

// escape reads the escape at the start of in: its character and its length in bytes, 0 where it is none.
func escape(in []byte) (rune, int) {
	switch in[1] {
	case '"', '\\', '/':
		return rune(in[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r, ok := unit(in)
		if !ok {
			return 0, 0
		}
		if utf16.IsSurrogate(r) {
			low, _ := unit(in[6:])
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return both, 12
			}
			return utf8.RuneError, 6
		}
		return r, 6
	}
	return 0, 0
}

// unit reads one \uXXXX.
func unit(in []byte) (rune, bool) {
	if len(in) < 6 || in[0] != '\\' || in[1] != 'u' {
		return 0, false
	}
	v, err := strconv.ParseUint(string(in[2:6]), 16, 16)
	return rune(v), err == nil
}

// appendQuoted writes s as a JSON string.
func appendQuoted(out []byte, s string) []byte {
	out = append(slices.Grow(out, len(s)+2), '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r < 0x20 || r == 0x7f:
			out = append(out, `\u00`...)
			out = append(out, "0123456789abcdef"[r>>4], "0123456789abcdef"[r&15])
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}
