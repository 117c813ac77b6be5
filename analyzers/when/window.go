package when

import "time"

// pointSlack is for how long a point of time is good that was named without 前.
const pointSlack = 30 * time.Minute

// window is the stretch of time that m names, said at base.
func (m moment) window(base time.Time, rel relation) Window {
	first, last := m.day.days(base)
	switch {
	case m.clock.set:
		return m.atClock(base, last, rel)
	case m.part != (part{}):
		return m.inPart(base, last, rel)
	}
	w := Window{From: later(first, base), Due: endOf(last)}
	if rel == after {
		w = Window{From: w.Due, Due: endOf(last.AddDate(0, 0, looseDays))}
	}
	if w.From.After(w.Due) {
		w.From = w.Due
	}
	return w
}

// looseDays is what 之后 of a day is good for.
const looseDays = 3

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// plus is the given minute of the day that begins at day; 24 o'clock is the last second of it.
func plus(day time.Time, minute int) time.Time {
	if minute == 24*hour {
		return endOf(day)
	}
	return day.Add(time.Duration(minute) * time.Minute)
}

func (m moment) inPart(base, day time.Time, rel relation) Window {
	reckon := func(day time.Time) Window {
		switch rel {
		case before:
			return Window{day, plus(day, m.part.before)}
		case after:
			if m.part.event {
				return Window{plus(day, m.part.from), plus(day, m.part.to)}
			}
			return Window{plus(day, m.part.to), endOf(day)}
		}
		return Window{plus(day, m.part.from), plus(day, m.part.to)}
	}
	w := reckon(day)
	if m.day.kind == noDay && !w.Due.After(base) {
		w = reckon(day.AddDate(0, 0, 1))
	}
	w.From = later(w.From, base)
	if w.From.After(w.Due) {
		w.From = w.Due
	}
	return w
}

func (m moment) atClock(base, day time.Time, rel relation) Window {
	to := m.instant(base, day, m.clock.to)
	from := to
	if m.clock.ranged {
		lasts := m.clock.to - m.clock.from
		for lasts <= 0 { // 上午10点到2点
			lasts += 12 * hour
		}
		from = to.Add(-time.Duration(lasts) * time.Minute)
	}
	switch {
	case rel == before:
		return Window{from, to}
	case rel == after:
		end := endOf(to)
		if p := m.part; p.to > 0 {
			end = later(to.Add(pointSlack), plus(startOf(to), p.to))
		}
		return Window{to, end}
	case m.clock.ranged && rel == at:
		return Window{from, to}
	}
	return Window{from, to.Add(pointSlack)}
}

// instant is the minute of the day, with the half of the day made out.
func (m moment) instant(base, day time.Time, minute int) time.Time {
	on := func(minute int) time.Time { return day.Add(time.Duration(minute) * time.Minute) }
	night := m.part.late && m.part.to == 24*hour
	switch {
	case minute == 0 && (night || m.day.kind == noDay || m.day.kind == offset && m.day.n == 0):
		return on(24 * hour) // 今晚零点
	case minute > 12*hour+59:
		return m.next(base, on(minute))
	case night && (minute >= 12*hour || minute < 5*hour): // 晚上12点, 半夜2点
		return on(minute%(12*hour) + 24*hour)
	case m.part.late && minute < 12*hour, m.part.before == 12*hour && m.part.from == 11*hour && minute < 4*hour: // 下午3点, 中午1点
		return m.next(base, on(minute+12*hour))
	case m.part != (part{}) && m.part.from == 0 && minute >= 12*hour: // 凌晨12点
		return on(minute - 12*hour)
	case m.part != (part{}):
		return m.next(base, on(minute))
	case m.day.kind != noDay && !(m.day.kind == offset && m.day.n == 0):
		if minute < 7*hour {
			minute += 12 * hour
		}
		return on(minute)
	}
	// Nothing says which half: the next one that comes.
	if t := on(minute); t.After(base) && minute >= 6*hour {
		return t
	}
	if t := on(minute + 12*hour); minute < 12*hour && (t.After(base) || m.day.kind == offset) && !(m.clock.digital && minute >= 7*hour && m.day.kind == noDay) {
		return t
	}
	if m.day.kind == offset {
		return on(minute)
	}
	if minute < 7*hour {
		minute += 12 * hour
	}
	return on(minute + 24*hour)
}

// next is t, or the same time tomorrow where no day was named and t is over.
func (m moment) next(base, t time.Time) time.Time {
	if m.day.kind == noDay && !t.After(base) {
		return t.AddDate(0, 0, 1)
	}
	return t
}
