package bench_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest/broker"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// measureServe runs the command's own serve with its embedded broker, has it take in sample traffic and asks it for
// phrases with one filter each, over HTTP. Then it looks how much memory the process holds.
func measureServe(s sizes, dir string) ([]row, error) {
	all := conversations(s.indexed)
	turns := 0
	for i := range all {
		turns += len(all[i].Turns)
	}
	p, err := startServe(s.tingjian, filepath.Join(dir, "data"))
	if err != nil {
		return nil, err
	}
	defer p.stop()
	start := time.Now()
	if _, err := fill(p.broker, "transcripts", turnByTurn(all)); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if err := await(ctx, func() bool { n, err := p.count("after:2000-01-01"); return err == nil && n >= turns }); err != nil {
		return nil, fmt.Errorf("the index did not catch up: %w", err)
	}
	takingIn := time.Since(start)
	took, err := p.searches(newQueries(transcripts(all)), s.searches)
	if err != nil {
		return nil, err
	}
	resident, peak, err := memory(p.cmd.Process.Pid)
	if err != nil {
		return nil, err
	}
	p50, p99 := milliseconds(quantile(took, .5)), milliseconds(quantile(took, .99))
	return []row{
		{what: fmt.Sprintf("search with one filter over %d turns, over HTTP, p99", turns), ours: fmt.Sprintf("%.1f ms (p50 %.1f)", p99, p50), value: p99, below: 50},
		{what: "memory of serve with them, after the searches", ours: fmt.Sprintf("%.0f MB (at most %.0f)", resident, peak), value: resident, below: 600},
		{what: "serve takes them in, search index included", ours: fmt.Sprintf("%.0f turns/s", perSecond(turns, takingIn)), value: perSecond(turns, takingIn)},
	}, nil
}

// process is a running serve.
type process struct {
	cmd    *exec.Cmd
	log    bytes.Buffer
	broker string
	service.Running
}

func startServe(command, dir string) (*process, error) {
	p := &process{cmd: exec.Command(command, "serve"), broker: freeAddr()}
	// Nobody's own settings, and not the variable that has this binary print the table.
	p.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "TINGJIAN_") })
	p.cmd.Env = append(p.cmd.Env, "TINGJIAN_DATA_DIR="+dir, "TINGJIAN_LISTEN=127.0.0.1:0", "TINGJIAN_EMBEDDED_ADDR="+p.broker, "TINGJIAN_LOG_LEVEL=error")
	p.cmd.Stderr = &p.log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := await(ctx, func() bool {
		r, err := service.ReadRunning(dir)
		if err != nil {
			return false
		}
		p.Running = *r
		_, err = p.get("/readyz", nil)
		return err == nil
	})
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("serve is not ready: %w\n%s", err, p.log.String())
	}
	return p, nil
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(os.Interrupt)
	_ = p.cmd.Wait()
}

// transcripts are whole conversations of which each fragment holds one.
func transcripts(all []tingjian.Fragment) []tingjian.Transcript {
	out := make([]tingjian.Transcript, len(all))
	for i := range all {
		out[i] = tingjian.Transcript{ID: all[i].ID, Meta: all[i].Meta, Turns: all[i].Turns}
	}
	return out
}

// get asks the API; any answer but 200 is an error.
func (p *process) get(path string, query url.Values) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, p.URL+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+p.Token)
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", request.URL, r.Status, body)
	}
	return body, err
}

// count is how many turns a query finds.
func (p *process) count(q string) (int, error) {
	body, err := p.get("/api/v1/search", url.Values{"q": {q}, "limit": {"1"}})
	if err != nil {
		return 0, err
	}
	var result struct {
		Total int `json:"total"`
	}
	return result.Total, wire.Unmarshal(body, &result)
}

// searches asks n queries one after the other and says how long each took.
func (p *process) searches(q *queries, n int) ([]time.Duration, error) {
	took := make([]time.Duration, n)
	for i := range took {
		values := url.Values{"q": {q.next()}, "limit": {"20"}}
		start := time.Now()
		if _, err := p.get("/api/v1/search", values); err != nil {
			return nil, err
		}
		took[i] = time.Since(start)
	}
	return took, nil
}

// queries draws what reviewers might look for: mostly a stretch of 2 to 8 characters that stands somewhere, so that
// frequent ones come often, with one filter.
type queries struct {
	all []tingjian.Transcript
	rng *rand.Rand
}

func newQueries(all []tingjian.Transcript) *queries {
	return &queries{all, rand.New(rand.NewPCG(seed, 2))}
}

func (q *queries) next() string {
	f := &q.all[q.rng.IntN(len(q.all))]
	t := &f.Turns[q.rng.IntN(len(f.Turns))]
	text := []rune(t.Text)
	if len(text) < 2 {
		return q.next()
	}
	n := min(len(text), 2+q.rng.IntN(7))
	from := q.rng.IntN(len(text) - n + 1)
	return search.Quote(string(text[from:from+n])) + " " + q.filter()
}

// filter is one filter, taken from some other conversation.
func (q *queries) filter() string {
	f := &q.all[q.rng.IntN(len(q.all))]
	t := &f.Turns[q.rng.IntN(len(f.Turns))]
	all := []string{"merchant:" + f.Merchant, "speaker:" + string(t.Speaker), "code:customer.thanks", "warmth:<60", "channel:chat", "after:" + t.At.Format(time.DateOnly)}
	if f.Vendor != "" {
		all = append(all, "vendor:"+f.Vendor)
	}
	if t.Agent != "" {
		all = append(all, "agent:"+t.Agent)
	}
	return all[q.rng.IntN(len(all))]
}

// memory is what a process holds and has held at most, in MB (10⁶ bytes).
func memory(pid int) (resident, peak float64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for name, to := range map[string]*float64{"VmRSS:": &resident, "VmHWM:": &peak} {
		_, rest, found := strings.Cut(string(status), name)
		if _, err := fmt.Sscan(rest, to); !found || err != nil {
			return 0, 0, fmt.Errorf("process %d: no %s", pid, name)
		}
		*to *= 1024 / 1e6
	}
	return resident, peak, nil
}

// freeAddr is an address that nobody listens on; the default one where none can be had.
func freeAddr() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return broker.DefaultAddr
	}
	defer l.Close()
	return l.Addr().String()
}
