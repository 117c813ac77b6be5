package blevesearch

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/segment"
	"github.com/tingjian/tingjian/search"
)

// size is how many turns the benchmarks index, some 150 bytes of text each. TINGJIAN_BENCH_TURNS sets another number.
func size(b *testing.B) int {
	s := os.Getenv("TINGJIAN_BENCH_TURNS")
	if s == "" {
		return 200_000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		b.Fatalf("TINGJIAN_BENCH_TURNS: %v", err)
	}
	return n
}

// service are sentences that come again and again, the first ones most often.
var service = []string{
	"您好，请问有什么可以帮您", "请您稍等一下，我帮您查询", "好的", "不好意思，没有办法", "非常抱歉给您带来不好的体验", "还有其他可以帮您的吗", "感谢您的支持，祝您生活愉快",
	"请提供一下订单号", "这边帮您反馈给仓库", "退款会在三到五个工作日内原路退回", "什么时候能发货", "我要投诉你们", "转人工", "已经为您登记了，会有专员联系您",
	"快递显示签收了但是我没有收到", "这个问题建议您联系厂家售后", "亲，商品支持七天无理由退货", "麻烦拍一下照片", "补偿您一张5元优惠券", "地址写错了能改吗",
}

// traffic makes turns one after the other: frequent sentences and words with a long tail, in conversations of ten turns
// with merchants, agents and days. The same turns come on every run.
type traffic struct {
	r              *rand.Rand
	sentence, word *rand.Zipf
	vocabulary     []string
	start          time.Time
	made           int
	bytes          int64
	kept           []search.Doc // every hundredth, to make queries from
}

func newTraffic() *traffic {
	r := rand.New(rand.NewPCG(11, 12))
	t := &traffic{r: r, sentence: rand.NewZipf(r, 1.3, 2, uint64(len(service)-1)), word: rand.NewZipf(r, 1.05, 50, 29_999),
		vocabulary: make([]string, 30_000), start: time.Date(2024, 5, 1, 0, 0, 0, 0, zone)}
	character := rand.NewZipf(r, 1.1, 20, 3499)
	for i := range t.vocabulary {
		for range 1 + r.IntN(3) {
			t.vocabulary[i] += string(rune(0x4e00 + 5*character.Uint64()))
		}
	}
	return t
}

func (t *traffic) next() search.Doc {
	i, conversation := t.made, t.made/10
	d := search.Doc{Transcript: fmt.Sprintf("c-%06d", conversation), Turn: i % 10, Channel: tingjian.Chat, Closed: true,
		Merchant: fmt.Sprintf("m-%03d", conversation*7919%300), Vendor: fmt.Sprintf("v-%d", conversation%8), Team: fmt.Sprintf("t-%d", conversation%40),
		At:     t.start.Add(time.Duration(conversation*389%(90*24*60)) * time.Minute).Add(time.Duration(i%10) * 20 * time.Second),
		Scores: map[tingjian.Dimension]float64{tingjian.Warmth: float64(conversation*31%201) / 2, tingjian.Resolution: float64(conversation*17%201) / 2}}
	d.Speaker = tingjian.Customer
	if i%2 == 1 {
		d.Speaker, d.Agent = tingjian.Agent, fmt.Sprintf("a-%04d", conversation*104729%2000)
	}
	if t.r.IntN(6) == 0 {
		d.Codes = []tingjian.Code{[]tingjian.Code{tingjian.Stonewall, tingjian.Empathy, tingjian.Action, tingjian.Waiting}[t.r.IntN(4)]}
	}
	var text strings.Builder
	for wanted := 20 + t.r.IntN(240); text.Len() < wanted; {
		if t.r.IntN(4) == 0 {
			text.WriteString(service[t.sentence.Uint64()])
			text.WriteString("，")
		} else {
			text.WriteString(t.vocabulary[t.word.Uint64()])
		}
	}
	d.Text = text.String()
	t.made++
	t.bytes += int64(len(d.Text))
	if i%100 == 0 {
		t.kept = append(t.kept, d)
	}
	return d
}

// cutter cuts as the service does.
func cutter(b *testing.B) func(string, func(start, end int)) {
	segmenter, err := segment.Shared()
	if err != nil {
		b.Fatal(err)
	}
	return func(text string, yield func(start, end int)) {
		for _, t := range segmenter.Cut(text) {
			yield(t.Start, t.End)
		}
	}
}

// BenchmarkPut fills an index and tells turns a second, the size on disk against the text's, and the memory in use: of
// the whole process, its dictionaries and the mapped index among it, and of the Go heap.
func BenchmarkPut(b *testing.B) {
	cut := cutter(b)
	for b.Loop() {
		dir, source := filepath.Join(b.TempDir(), "index"), newTraffic()
		x, err := Open(Options{Dir: dir, Cut: cut})
		if err != nil {
			b.Fatal(err)
		}
		began, spent := time.Now(), processor()
		fill(b, x, source, size(b))
		b.ReportMetric(float64(source.made)/time.Since(began).Seconds(), "turns/s")
		b.ReportMetric(float64(source.made)/(processor()-spent).Seconds(), "turns/cpu-s")
		resident, heap := memory()
		b.ReportMetric(resident, "MB-resident")
		b.ReportMetric(heap, "MB-heap")
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(sizeOf(b, dir))/float64(source.bytes), "disk/text")
	}
}

// BenchmarkPutUnchanged puts again what is there.
func BenchmarkPutUnchanged(b *testing.B) {
	x, _ := filled(b)
	for b.Loop() {
		fill(b, x, newTraffic(), size(b))
	}
	b.ReportMetric(float64(size(b))*float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}

func fill(b *testing.B, x *Index, from *traffic, n int) {
	docs := make([]search.Doc, 0, batchDocs)
	for from.made < n {
		docs = docs[:0]
		for len(docs) < batchDocs && from.made < n {
			docs = append(docs, from.next())
		}
		if err := x.Put(context.Background(), docs); err != nil {
			b.Fatal(err)
		}
	}
}

// filled is an index with all turns, and the traffic that it was filled from. TINGJIAN_BENCH_DIR names a folder that
// keeps it for the next run.
func filled(b *testing.B) (*Index, *traffic) {
	dir := os.Getenv("TINGJIAN_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	x, err := Open(Options{Dir: filepath.Join(dir, "index"), Cut: cutter(b)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Close() })
	source := newTraffic()
	if n, err := x.Count(context.Background()); err != nil || int(n) != size(b) {
		fill(b, x, source, size(b))
	} else {
		for source.made < size(b) {
			source.next()
		}
	}
	return x, source
}

// asker makes queries about the turns that the traffic kept.
type asker struct {
	r    *rand.Rand
	docs []search.Doc
}

func (a *asker) doc() search.Doc { return a.docs[a.r.IntN(len(a.docs))] }

// stretch is a part of a text.
func (a *asker) stretch(least, most int) string {
	runes := []rune(a.doc().Text)
	from := a.r.IntN(len(runes))
	return search.Quote(string(runes[from:min(len(runes), from+least+a.r.IntN(most-least+1))]))
}

func (a *asker) frequent() string { return search.Quote(service[a.r.IntN(len(service))]) }

// one adds one filter.
func (a *asker) one(q search.Query) search.Query {
	d := a.doc()
	switch a.r.IntN(7) {
	case 0:
		q.Merchant = []string{d.Merchant}
	case 1:
		q.Agent = []string{fmt.Sprintf("a-%04d", a.r.IntN(2000))}
	case 2:
		q.Speaker = []tingjian.Speaker{d.Speaker}
	case 3:
		q.Code = []tingjian.Code{tingjian.Stonewall}
	case 4:
		q.From = dayOf(d.At)
		q.To = q.From.AddDate(0, 0, 7)
	case 5:
		forty := 40.0
		q.Scores = map[tingjian.Dimension]search.Range{tingjian.Warmth: {Max: &forty}}
	case 6:
		q.Vendor = []string{d.Vendor}
	}
	return q
}

// BenchmarkSearch asks queries of several kinds and tells their middle, 99th percentile and mean number of hits.
func BenchmarkSearch(b *testing.B) {
	x, source := filled(b)
	a := &asker{rand.New(rand.NewPCG(21, 22)), source.kept}
	kinds := []struct {
		name string
		next func() search.Query
	}{
		{"stretch", func() search.Query { return search.Query{Text: a.stretch(2, 8)} }},
		{"stretch/filter", func() search.Query { return a.one(search.Query{Text: a.stretch(2, 8)}) }},
		{"frequent", func() search.Query { return search.Query{Text: a.frequent()} }},
		{"frequent/filter", func() search.Query { return a.one(search.Query{Text: a.frequent()}) }},
		{"frequent/filter/newest", func() search.Query { return a.one(search.Query{Text: a.frequent(), Sort: search.Newest}) }},
		{"frequent/filter/counts", func() search.Query {
			return a.one(search.Query{Text: a.frequent(), Counts: []string{"code", "agent", "merchant"}})
		}},
		{"pair/filter", func() search.Query { return a.one(search.Query{Text: a.stretch(2, 2)}) }},
		{"character/filter", func() search.Query { return a.one(search.Query{Text: a.stretch(1, 1)}) }},
		{"filter", func() search.Query { return a.one(search.Query{}) }},
		{"all", func() search.Query { return search.Query{} }},
	}
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) { askFor(b, x, k.next) })
	}
	resident, heap := memory()
	b.Logf("%.0f MB resident, %.0f MB of them Go heap", resident, heap)
}

func askFor(b *testing.B, x *Index, next func() search.Query) {
	var took, spend []time.Duration
	hits := 0
	for b.Loop() {
		q := next()
		began, spent := time.Now(), processor()
		result, err := x.Search(context.Background(), q)
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		spend = append(spend, processor()-spent)
		hits += result.Total
	}
	slices.Sort(took)
	slices.Sort(spend)
	report := func(of []time.Duration, part int, unit string) {
		b.ReportMetric(float64(of[len(of)*part/100].Microseconds())/1000, unit)
	}
	report(took, 50, "ms-p50")
	report(took, 99, "ms-p99")
	report(spend, 99, "cpu-ms-p99")
	b.ReportMetric(float64(hits)/float64(len(took)), "hits")
}

// processor is the processor time that the process has used; on a busy machine it says more than the clock.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func sizeOf(b *testing.B, dir string) (n int64) {
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// memory is the process's memory in use and the Go heap's part of it, in MB. 0 where the system does not tell.
func memory() (resident, heap float64) {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kb float64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		return 0, 0
	}
	return kb / 1024, float64(m.HeapInuse) / (1 << 20)
}
