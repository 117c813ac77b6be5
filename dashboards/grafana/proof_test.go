package grafana

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/service"
)

// TestEveryPanelShowsData runs the service under sample traffic with a real Prometheus that scrapes it, and asks what every panel
// and variable asks: each query must give something, and each column that a panel names must be there.
func TestEveryPanelShowsData(t *testing.T) {
	if testing.Short() {
		t.Skip("needs Prometheus and half a minute")
	}
	s := served(t)
	prom := scraped(t, s)
	s.wave(0)
	prom.scrapes(2)
	s.wave(1)
	s.review()
	prom.scrapes(4)
	db := s.open()
	for _, f := range files(t) {
		d := parsed(t, f)
		values := s.variables(db, d)
		for _, p := range panels(d) {
			name := f.Name + ": " + *p.Title
			for _, q := range p.Targets {
				switch q := q.(type) {
				case prometheus.Dataquery:
					prom.shows(name, filled(q.Expr, values))
				case *prometheus.Dataquery:
					prom.shows(name, filled(q.Expr, values))
				case SQL:
					columns := s.rows(db, name, filled(q.RawQueryText, values))
					named(t, name, p, columns)
				default:
					t.Errorf("%s: nobody tries a %T", name, q)
				}
			}
		}
	}
	prom.knows(s)
}

// site is a running service with what it was sent.
type site struct {
	*service.Service
	t      *testing.T
	config *configs.Config
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// served runs a service with its embedded parts until the test ends.
func served(t *testing.T) *site {
	t.Helper()
	config, err := configs.Load("", nil, map[string]string{"data_dir": t.TempDir(), "listen": "127.0.0.1:0", "kafka.embedded_addr": free(t)})
	if err != nil {
		t.Fatal(err)
	}
	s, err := service.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the service ended with %v", err)
		}
		s.Close()
	})
	return &site{s, t, config}
}

// await waits until done says so.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

// wave sends half of the traffic and waits until it is in the ledger: conversations of this week, some whose agent the channel
// hides, some in progress in which a customer waits, and something of everything that may be wrong.
func (s *site) wave(n int) {
	s.t.Helper()
	before, err := s.Ledger.Count(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var all []*tingjian.Fragment
	i := 0
	for f := range sample.Generate(sample.Options{N: 600, Seed: 7, Start: time.Now().AddDate(0, 0, -6)}) {
		if i++; i%2 != n || (&tingjian.Transcript{Turns: f.Turns}).Latest().After(time.Now()) {
			continue
		}
		if f.Vendor == "v-2" && i%3 == 0 {
			for k := range f.Turns {
				f.Turns[k].Agent = ""
			}
		}
		all = append(all, &f)
	}
	all = append(all, waiting(n)...)
	if err := s.Submit(s.t.Context(), all); err != nil {
		s.t.Fatal(err)
	}
	bad := [][]byte{[]byte(`{"id":`), []byte("{\"id\":\"r-" + strconv.Itoa(n) + "\",\"turns\":[{\"speaker\":\"customer\",\"text\":\"坏\xff\"}],\"closed\":true}")}
	for _, value := range bad {
		if err := s.Writer.Write(s.t.Context(), []kafkasrc.OutMessage{{Topic: s.config.Kafka.Topics.Transcripts, Key: []byte("k"), Value: value}}); err != nil {
			s.t.Fatal(err)
		}
	}
	await(s.t, "the traffic to be in the ledger", func() bool {
		now, err := s.Ledger.Count(s.t.Context())
		return err == nil && now.Transcripts >= before.Transcripts+int64(len(all))+1 && now.DeadLetters > before.DeadLetters
	})
	for range 3 {
		if _, err := s.Search(s.t.Context(), search.Query{Text: "没有办法", Limit: 5}); err != nil {
			s.t.Fatal(err)
		}
		for _, path := range []string{"/healthz", "/sign-in", "/api/v1/search?q=x"} {
			if r, err := http.Get(s.URL() + path); err == nil {
				r.Body.Close()
			}
		}
	}
}

// waiting are conversations in progress: a customer waits within the limit, another beyond it, and a third was refused.
func waiting(n int) []*tingjian.Fragment {
	var all []*tingjian.Fragment
	for i, ago := range []time.Duration{time.Minute, 10 * time.Minute, 5 * time.Minute} {
		at := time.Now().Add(-ago)
		f := &tingjian.Fragment{ID: fmt.Sprintf("live-%d-%d", n, i), Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: "m-103", Vendor: "v-2", Team: "day", Customer: fmt.Sprintf("u-live-%d-%d", n, i)}}
		f.Turns = []tingjian.Turn{
			{Speaker: tingjian.Customer, At: at.Add(-2 * time.Minute), Text: "你好,我的冰箱不制冷了"},
			{Speaker: tingjian.Agent, Agent: "a-1031", At: at.Add(-time.Minute), Text: "你怎么这么笨,自己不会看说明书吗"},
			{Speaker: tingjian.Customer, At: at, Text: "那到底什么时候能修好?"},
		}
		all = append(all, f)
	}
	return all
}

// review does what people do: a roster, verdicts of each kind, appeals.
func (s *site) review() {
	s.t.Helper()
	ctx := s.t.Context()
	check := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	today := time.Now().In(tingjian.Zone).Truncate(24 * time.Hour).Add(-8 * time.Hour)
	var shifts []ledger.Shift
	for d := range 8 {
		day := today.AddDate(0, 0, 1-d)
		shifts = append(shifts, ledger.Shift{Agent: "a-1031", Vendor: "v-2", Begins: day, Ends: day.Add(16 * time.Hour)}, ledger.Shift{Agent: "a-1032", Vendor: "v-2", Begins: day.Add(12 * time.Hour), Ends: day.Add(24 * time.Hour)})
	}
	check(s.Ledger.PutShifts(ctx, shifts))
	n := 0
	for in, err := range s.Ledger.Inspections(ctx, time.Time{}) {
		check(err)
		for i := range in.Findings {
			f := &in.Findings[i]
			if !in.Closed || f.Speaker != tingjian.Agent || f.Status != tingjian.Stable || f.Pending || !f.Code.Fault() {
				continue
			}
			v := &tingjian.Verdict{Transcript: in.ID, Finding: f.ID, Decision: tingjian.Confirm, Mark: tingjian.MarkOf(f), By: "lin", At: time.Now(), Reason: "看过"}
			switch n++; n % 5 {
			case 0:
				v.Decision = tingjian.Overturn
			case 1:
				check(s.Ledger.PutAppeal(ctx, &ledger.Appeal{Transcript: in.ID, Finding: f.ID, Mark: tingjian.MarkOf(f), By: "chen", Reason: "已说明原因", At: time.Now(), Due: time.Now().Add(48 * time.Hour)}))
				continue
			case 2:
				v.Decision, v.Rule, v.Finding = tingjian.Add, tingjian.PersonRule, tingjian.FindingID(in.ID, f.Code, tingjian.PersonRule, f.Turn, f.Start, f.End)
			}
			check(s.Ledger.Judge(ctx, v))
		}
		if n > 60 {
			break
		}
	}
	if n < 20 {
		s.t.Fatalf("the sample traffic has %d findings to judge, want more", n)
	}
	await(s.t, "cases with promises", func() bool {
		f, err := s.Ledger.Floor(ctx, time.Now())
		return err == nil && f.Overdue > 0
	})
}

// open reads the service's ledger as Grafana does: the file, beside the service.
func (s *site) open() *sql.DB {
	s.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+service.LedgerPath(s.config.DataDir)+"?mode=ro")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { db.Close() })
	return db
}

// rows runs a query, which must give a row, and returns its columns.
func (s *site) rows(db *sql.DB, name, query string) []string {
	s.t.Helper()
	start := time.Now()
	r, err := db.Query(query)
	if err != nil {
		s.t.Errorf("%s: %v\n%s", name, err, query)
		return nil
	}
	defer r.Close()
	columns, err := r.Columns()
	if err != nil {
		s.t.Fatal(err)
	}
	kinds, n := make([]string, len(columns)), 0
	for ; r.Next(); n++ {
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := r.Scan(to...); err != nil {
			s.t.Fatal(err)
		}
		for i, v := range values {
			if kind := fmt.Sprintf("%T", v); v != nil && kinds[i] == "" {
				kinds[i] = kind
			} else if v != nil && kinds[i] != kind {
				s.t.Errorf("%s: column %s begins with %s and goes on with %s %v; the plugin would cut it", name, columns[i], kinds[i], kind, v)
			}
		}
	}
	if n == 0 || r.Err() != nil {
		s.t.Errorf("%s: gives no row (%v)\n%s", name, r.Err(), query)
	}
	if took := time.Since(start); took > 5*time.Second {
		s.t.Errorf("%s: takes %s", name, took)
	}
	return columns
}

// variables chooses values for the variables of a dashboard as a person would: everything where that can be chosen, else the
// first vendor that has a name. A variable that offers nothing fails the test.
func (s *site) variables(db *sql.DB, d *dashboard.Dashboard) map[string][]string {
	s.t.Helper()
	values := map[string][]string{}
	for _, v := range d.Templating.List {
		if v.Type != dashboard.VariableTypeQuery {
			continue
		}
		query := filled(*v.Query.String, values)
		r, err := db.Query(query)
		if err != nil {
			s.t.Fatalf("variable %s: %v\n%s", v.Name, err, query)
		}
		var all []string
		for r.Next() {
			var x string
			if err := r.Scan(&x); err != nil {
				s.t.Fatal(err)
			}
			all = append(all, x)
		}
		r.Close()
		if len(all) == 0 || r.Err() != nil {
			s.t.Fatalf("variable %s offers nothing: %v\n%s", v.Name, r.Err(), query)
		}
		if v.Multi == nil || !*v.Multi {
			all = []string{all[slices.Index(all, "v-2")]}
		}
		values[v.Name] = all
	}
	return values
}

// filled puts in variables in Grafana's formats.
func filled(query string, values map[string][]string) string {
	for name, all := range values {
		var quoted []string
		for _, v := range all {
			quoted = append(quoted, "'"+strings.ReplaceAll(v, "'", `\'`)+"'")
		}
		query = strings.ReplaceAll(query, "${"+name+":singlequote}", strings.Join(quoted, ","))
		query = strings.ReplaceAll(query, "${"+name+":regex}", "("+strings.Join(all, "|")+")")
	}
	const iso = "2006-01-02T15:04:05.000Z"
	return strings.NewReplacer("${__from:date:iso}", time.Now().AddDate(0, 0, -7).UTC().Format(iso), "${__to:date:iso}", time.Now().UTC().Format(iso),
		"$__rate_interval", "5m").Replace(query) // wide enough for a slow machine
}

// named holds the columns that a table describes to those that its query gives.
func named(t *testing.T, name string, p *dashboard.Panel, columns []string) {
	t.Helper()
	for _, tr := range p.Transformations {
		if o, ok := tr.Options.(map[string]any); ok && tr.Id == "groupingToMatrix" {
			columns = append(columns, fmt.Sprint(o["rowField"], `\`, o["columnField"]))
			for _, field := range []string{"rowField", "columnField", "valueField"} {
				if !slices.Contains(columns, fmt.Sprint(o[field])) {
					t.Errorf("%s: the matrix takes %v, which the query does not give", name, o[field])
				}
			}
		}
	}
	for _, o := range p.FieldConfig.Overrides {
		if column := fmt.Sprint(o.Matcher.Options); !slices.Contains(columns, column) {
			t.Errorf("%s: describes the column %s, the query gives %v", name, column, columns)
		}
	}
	for _, m := range regexp.MustCompile(`__data\.fields\.([a-z_]+)`).FindAllStringSubmatch(fmt.Sprint(p.FieldConfig.Overrides), -1) {
		if !slices.Contains(columns, m[1]) {
			t.Errorf("%s: a link takes the column %s, the query gives %v", name, m[1], columns)
		}
	}
}

// prom is a running Prometheus.
type prom struct {
	t    *testing.T
	addr string
}

// scraped starts a Prometheus that scrapes the service every second and runs our rules.
func scraped(t *testing.T, s *site) *prom {
	t.Helper()
	path, err := exec.LookPath("prometheus")
	if err != nil {
		t.Fatalf("%v: run scripts/install-prometheus", err)
	}
	rules, err := filepath.Abs("../prometheus")
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	config := fmt.Sprintf("global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: ['%s/*.rules.yaml']\nscrape_configs:\n  - job_name: tingjian\n    static_configs: [{targets: ['%s']}]\n", rules, target.Host)
	if err := os.WriteFile(filepath.Join(dir, "prometheus.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &prom{t: t, addr: free(t)}
	var log bytes.Buffer
	c := exec.Command(path, "--config.file="+filepath.Join(dir, "prometheus.yaml"), "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+p.addr)
	c.Stdout, c.Stderr = &log, &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
		if t.Failed() {
			t.Logf("Prometheus said:\n%s", log.String())
		}
	})
	await(t, "Prometheus to scrape", func() bool {
		v, err := p.query(`up{job="tingjian"}`)
		return err == nil && len(v) == 1 && v[0] == 1
	})
	return p
}

// scrapes waits until the service was scraped so many more times.
func (p *prom) scrapes(n int) {
	p.t.Helper()
	count := func() float64 {
		v, err := p.query(`count_over_time(up{job="tingjian"}[10m])`)
		if err != nil || len(v) == 0 {
			return 0
		}
		return v[0]
	}
	from := count()
	await(p.t, "scrapes", func() bool { return count() >= from+float64(n) })
}

// query gives the values of an expression now.
func (p *prom) query(expr string) ([]float64, error) {
	r, err := http.Get("http://" + p.addr + "/api/v1/query?query=" + url.QueryEscape(expr))
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	var answer struct {
		Error string
		Data  struct{ Result []struct{ Value [2]any } }
	}
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("%s", answer.Error)
	}
	var values []float64
	for _, s := range answer.Data.Result {
		text, _ := s.Value[1].(string)
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// shows fails unless an expression gives a number now.
func (p *prom) shows(name, expr string) {
	p.t.Helper()
	values, err := p.query(expr)
	if err != nil || !slices.ContainsFunc(values, func(v float64) bool { return !math.IsNaN(v) }) {
		p.t.Errorf("%s: shows nothing: %v, %v\n%s", name, values, err, expr)
	}
}

// knows fails where a rule names a figure of ours that neither the service nor another rule gives, since its alert would never
// ring and nobody would notice.
func (p *prom) knows(s *site) {
	p.t.Helper()
	r, err := http.Get(s.URL() + "/metrics")
	if err != nil {
		p.t.Fatal(err)
	}
	defer r.Body.Close()
	given, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	figure := regexp.MustCompile(`\b(?:[a-z]+:)?tingjian[_:][a-z0-9_:]+`)
	files, err := filepath.Glob("../prometheus/*.rules.yaml")
	if err != nil || len(files) != 2 {
		p.t.Fatalf("%v, %v: want the two files of rules", files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "#") {
				continue // runbooks and comments
			}
			for _, name := range figure.FindAllString(line, -1) {
				if strings.Contains(name, ":") {
					p.shows(f, name)
				} else if !bytes.Contains(given, []byte(name)) {
					p.t.Errorf("%s: %s is given by nobody", f, name)
				}
			}
		}
	}
}
