package normalize

import "unicode/utf8"

// longestRun is how many of a stretched character stay (好好好好好 to 好好好): three say that it was stretched.
const longestRun = 3

// scan is the state of one pass over a text: everything but the equivalences of several characters.
type scan struct {
	f       *folding
	s       string
	longest int

	out    []byte // what was written so far; s[from:] up to the present place is still to be taken over as it is
	from   int
	pieces []piece
	pauses []uint32
	differ bool // out and s[:from] are not the same

	prev  rune // the last character kept
	count int  // how often it stands in a row
	word  int  // characters kept since the last mark
	open  bool // the last pause stands where word began; one character more decides whether it is loose
	odd   bool // a character came by which an equivalence is known
	runs  bool
}

// pass brings s into normal form but for the equivalences of several characters; odd says that there may be some.
func pass(s string, longest int) (t *Text, odd bool) {
	f := table()
	p := f.scans.Get().(*scan)
	*p = scan{f: f, s: s, longest: longest, out: p.out[:0], pieces: p.pieces[:0], pauses: p.pauses[:0]}
	p.run()
	t = &Text{given: s, normal: s, runs: p.runs}
	if p.differ {
		p.finish(t)
	}
	odd = p.odd
	if p.s = ""; cap(p.out) <= keptScan {
		f.scans.Put(p)
	}
	return t, odd
}

// keptScan is the largest output, in bytes, whose memory is kept for the next text.
const keptScan = 1 << 16

// finish copies what was written into t.
func (p *scan) finish(t *Text) {
	p.flush(len(p.s))
	if len(p.out) == 0 {
		p.pieces = append(p.pieces, piece{0, uint32(len(p.s)), 0})
	}
	p.closeWord()
	for len(p.pauses) > 0 && int(p.pauses[len(p.pauses)-1]) >= len(p.out) {
		p.pauses = p.pauses[:len(p.pauses)-1] // nothing follows it
	}
	t.normal, t.pieces, t.pauses = string(p.out), append([]piece(nil), p.pieces...), append([]uint32(nil), p.pauses...)
}

// run goes through the text. The loop itself handles only what stays as it is, which is nearly everything.
func (p *scan) run() {
	s, entries := p.s, &p.f.entries
	prev, kept := p.prev, 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0xe3 && c <= 0xe9 && i+2 < len(s) && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 {
			r := rune(c&0x0f)<<12 | rune(s[i+1]&0x3f)<<6 | rune(s[i+2]&0x3f)
			if entries[r] == entry(r) && r != prev {
				prev = r
				kept++
				i += 3
				continue
			}
		} else if c < utf8.RuneSelf && entries[c] == entry(c) && rune(c) != prev {
			prev = rune(c)
			kept++
			i++
			continue
		}
		if kept > 0 {
			p.prev, p.count, p.word = prev, 1, p.word+kept
		}
		i = p.one(i)
		prev, kept = p.prev, 0
	}
	p.word += kept
}

// one handles the character at i and says where to go on.
func (p *scan) one(i int) int {
	r, n := utf8.DecodeRuneInString(p.s[i:])
	e := p.f.lookup(r)
	switch e.class() {
	case plain:
		p.odd = p.odd || e&telling != 0
		if c := e.rune(); c == p.prev && !digit(c) {
			p.repeat(i, n, r, c)
		} else {
			if c == p.prev {
				p.count++
			} else {
				p.prev, p.count = c, 1
			}
			p.word++
			if c != r {
				p.put(i, n, string(c))
			}
		}
		return i + n
	case wide:
		p.odd = p.odd || e&telling != 0
		return p.expand(i, n, p.f.wide[e.rune()])
	case stop:
		return p.stop(i, n, r, e.rune())
	}
	return p.pause(i)
}

// repeat handles one more of the same character. Of a longer run the first and the last two stay, so that what stands
// before it joins the first and what follows joins the last. With one to stay, it stands for the whole run.
func (p *scan) repeat(i, n int, r, c rune) {
	p.count++
	p.word++
	p.runs = p.runs || p.count >= 3
	pair := p.longest == 1 && p.count == 2 && !p.stretched(i+n, c) // a word of its own: 谢谢, 慢慢
	if p.longest > 1 && p.count <= p.longest || pair {
		if c != r {
			p.put(i, n, string(c))
		}
		return
	}
	p.flush(i)
	p.differ = true
	size := utf8.RuneLen(c)
	last := len(p.out) - size
	before := p.origin(last)
	if p.longest == 1 {
		p.count = max(p.count, 3) // what follows in the run goes the same way
		p.rewrite(last, piece{uint32(last), uint32(before), uint32(i + n - before)})
	} else {
		_, width := utf8.DecodeRuneInString(p.s[before:])
		p.rewrite(last-size,
			piece{uint32(last - size), uint32(before), uint32(width)},
			piece{uint32(last), uint32(i), uint32(n)})
	}
	p.from = i + n
}

// rewrite gives the written form from offset at on, which stays as it is, another origin.
func (p *scan) rewrite(at int, origins ...piece) {
	for len(p.pieces) > 0 && int(p.pieces[len(p.pieces)-1].normal) >= at {
		p.pieces = p.pieces[:len(p.pieces)-1]
	}
	for len(p.pauses) > 0 && int(p.pauses[len(p.pauses)-1]) > at {
		p.pauses, p.open = p.pauses[:len(p.pauses)-1], false
	}
	p.pieces = append(p.pieces, origins...)
}

// stretched reports whether c stands once more after i, whatever marks lie between.
func (p *scan) stretched(i int, c rune) bool {
	for i < len(p.s) {
		r, n := utf8.DecodeRuneInString(p.s[i:])
		switch e := p.f.lookup(r); e.class() {
		case plain:
			return e.rune() == c
		case soft, hidden:
			i += n
		default:
			return false
		}
	}
	return false
}

// origin is where the character at offset i of the written form starts in the given text.
func (p *scan) origin(i int) int {
	for k := len(p.pieces) - 1; k >= 0; k-- {
		if q := p.pieces[k]; int(q.normal) <= i {
			if q.length > 0 {
				return int(q.given)
			}
			return int(q.given) + i - int(q.normal)
		}
	}
	return i
}

// expand writes the several characters that one character stands for.
func (p *scan) expand(i, n int, to string) int {
	kept := make([]byte, 0, len(to))
	for _, c := range to {
		if c == p.prev && !digit(c) {
			p.count++
			p.runs = p.runs || p.count >= 3
			if p.count > p.longest {
				continue
			}
		} else {
			p.prev, p.count = c, 1
		}
		p.word++
		kept = utf8.AppendRune(kept, c)
	}
	p.put(i, n, string(kept))
	return i + n
}

// stop handles a comma or sentence mark together with the same and the soft marks that follow it.
func (p *scan) stop(i, n int, r, form rune) int {
	end := i + n
	for end < len(p.s) {
		c, m := utf8.DecodeRuneInString(p.s[end:])
		e := p.f.lookup(c)
		if k := e.class(); k != soft && k != hidden && !(k == stop && e.rune() == form) {
			break
		}
		end += m
	}
	p.closeWord()
	if form != r {
		p.put(i, n, string(form))
	}
	if end > i+n {
		p.put(i+n, end-i-n, "")
	}
	p.prev, p.count, p.word = form, 1, 0
	return end
}

// pause handles a run of soft marks and hidden characters. One symbol of it stays between two ASCII letters or digits
// (24*7, iphone 15); elsewhere all go.
func (p *scan) pause(i int) int {
	end, keep, keepAt, keepLen, visible := i, rune(0), 0, 0, false
	var next rune
	for end < len(p.s) {
		r, n := utf8.DecodeRuneInString(p.s[end:])
		e := p.f.lookup(r)
		k := e.class()
		if k != soft && k != hidden {
			switch k {
			case plain:
				next = e.rune()
			case wide:
				next, _ = utf8.DecodeRuneInString(p.f.wide[e.rune()])
			}
			break
		}
		if k == soft {
			if visible = true; keep == 0 || keep == ' ' && e.rune() != ' ' {
				keep, keepAt, keepLen = e.rune(), end, n
			}
		}
		end += n
	}
	if visible && alnum(p.prev) && alnum(next) {
		p.put(i, keepAt-i, "")
		if p.s[keepAt:keepAt+keepLen] != string(keep) {
			p.put(keepAt, keepLen, string(keep))
		}
		p.put(keepAt+keepLen, end-keepAt-keepLen, "")
		p.closeWord()
		p.prev, p.count, p.word = keep, 1, 0
		return end
	}
	p.put(i, end-i, "")
	if visible {
		p.drop()
	}
	return end
}

// drop notes a pause at the present place. Next to a single character it is taken for a mark pushed into a word.
func (p *scan) drop() {
	single := p.word == 1
	p.closeWord()
	p.open = false
	if at := uint32(len(p.out)); p.word > 0 && !single {
		p.pauses = append(p.pauses, at)
		p.open = true
	}
	p.word = 0
}

// closeWord forgets the last pause if a single character followed it.
func (p *scan) closeWord() {
	if p.open && p.word == 1 {
		p.pauses = p.pauses[:len(p.pauses)-1]
	}
	p.open = false
}

// flush takes over what is unchanged up to i.
func (p *scan) flush(i int) {
	if i <= p.from {
		return
	}
	p.pieces = append(p.pieces, piece{uint32(len(p.out)), uint32(p.from), 0})
	p.out = append(p.out, p.s[p.from:i]...)
	p.from = i
}

// put writes to in the place of n bytes at i.
func (p *scan) put(i, n int, to string) {
	if n == 0 {
		return
	}
	p.flush(i)
	p.differ = true
	if to != "" {
		p.pieces = append(p.pieces, piece{uint32(len(p.out)), uint32(i), uint32(n)})
		p.out = append(p.out, to...)
	}
	p.from = i + n
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

func alnum(r rune) bool { return digit(r) || r >= 'a' && r <= 'z' }
