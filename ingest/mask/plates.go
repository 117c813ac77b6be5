package mask

import "strings"

// plateProvinces are the abbreviations with which licence plates start (GA 36).
const plateProvinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

var plateStarts = bitset(plateProvinces)

// plates hides the numbers of licence plates (车牌): a province, a letter, and five characters, six on cars with new energy
// (粤B12345, 沪AD12345); one that ends in 学, 警, 挂, 港 or 澳 has four before it. The province, the letter and the last two
// stay.
func (p *page) plates() {
	for i, r := range p.r {
		if !plateStarts.has(r) {
			continue
		}
		k := i + 1
		if p.peek(k) == ' ' {
			k++
		}
		announced := p.plateAnnounced(i)
		letter := p.peek(k)
		if !isLetter(letter) || (letter > 'Z' || lower(letter) == 'i' || lower(letter) == 'o') && !announced {
			continue
		}
		k++
		if s := p.peek(k); s == '·' || s == '.' || s == '-' || s == ' ' || s == '•' || s == '・' {
			k++
		}
		j := p.while(k, isAlnum)
		if !p.plateNumber(k, j) || !announced && !p.plateAlone(i) {
			continue
		}
		keep := 2
		if j-k == 4 {
			keep = 1
		}
		for n := k; n < j-keep; n++ {
			p.hide(n)
		}
	}
}

// plateNumber: five or six characters, no I and no O, at most three letters (GA 36).
func (p *page) plateNumber(i, j int) bool {
	n := j - i
	if p.peek(j) == '*' || n < 4 || n > 6 || n == 4 && !strings.ContainsRune("学警挂港澳", p.peek(j)) {
		return false
	}
	letters := 0
	for _, r := range p.r[i:j] {
		switch {
		case lower(r) == 'i' || lower(r) == 'o':
			return false
		case isLetter(r):
			letters++
		}
	}
	if n == 6 { // new energy: D, F and others first or last
		return letters >= 1 && letters <= 2 && (isLetter(p.r[i]) || isLetter(p.r[j-1]))
	}
	return letters <= 3 && letters < n
}

// plateAlone: the province is no part of a word before it (最新A12345款).
func (p *page) plateAlone(i int) bool {
	if !isHan(p.peek(i - 1)) {
		return p.r[i] != '新' && p.r[i] != '云' && p.r[i] != '青' && p.r[i] != '黑' || p.peek(i-1) != 0 && p.peek(i-1) != ' '
	}
	return strings.ContainsRune("是为的车牌号开辆台叫在", p.r[i-1])
}

func (p *page) plateAnnounced(i int) bool {
	for k := max(0, i-8); k < i; k++ {
		if p.r[k] == '车' || p.r[k] == '牌' {
			return true
		}
	}
	return false
}
