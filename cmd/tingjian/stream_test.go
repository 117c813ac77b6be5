package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest/ingesttest"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/wire"
)

// sampleFile writes n closed sample conversations.
func sampleFile(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	closed := true
	for f := range sample.Generate(sample.Options{N: n, Seed: 11}) {
		f.Closed = &closed
		line, err := wire.Marshal(&f)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	path := filepath.Join(t.TempDir(), "sample.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// input is what the streams are made of: sample traffic and, where it lies beside the checkout, real dialogues.
func input(t *testing.T) []string {
	t.Helper()
	files := []string{sampleFile(t, 300)}
	for _, name := range []string{"jddc.jsonl", "stc3.jsonl"} {
		path, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "data", name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); err == nil && !testing.Short() {
			files = append(files, path)
		}
	}
	return files
}

// judged is what must be the same however a conversation came in.
type judged struct {
	ID       string             `json:"id"`
	Closed   bool               `json:"closed"`
	Complete bool               `json:"complete"`
	Findings []tingjian.Finding `json:"findings"`
	Scores   tingjian.Scores    `json:"scores"`
}

// inspections reads JSON Lines of inspections into one text each, by id.
func inspections(t *testing.T, out string) map[string]string {
	t.Helper()
	all := map[string]string{}
	in := bufio.NewScanner(strings.NewReader(out))
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var j judged
		if err := wire.Unmarshal(in.Bytes(), &j); err != nil {
			t.Fatal(err)
		}
		if all[j.ID] != "" {
			t.Errorf("%s comes twice", j.ID)
		}
		line, err := wire.Marshal(&j)
		if err != nil {
			t.Fatal(err)
		}
		all[j.ID] = string(line)
	}
	return all
}

// settle waits until as many conversations are closed and indexed as there should be.
func (s *site) settle(conversations int, turns int) {
	s.t.Helper()
	s.await("the stream to be worked off", 3*time.Minute, func() bool {
		return strings.Count(s.run("export", "inspections"), `"closed":true`) >= conversations
	})
	s.await("the index to catch up", time.Minute, func() bool {
		return s.metric("tingjian_index_turns") >= float64(turns)
	})
}

// expect compares what the service holds with what inspect says of the same files.
func (s *site) expect(files []string) {
	s.t.Helper()
	want := inspections(s.t, s.run(append([]string{"inspect"}, files...)...))
	got := inspections(s.t, s.run("export", "inspections"))
	wrong := 0
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if got[id] != want[id] {
			if wrong++; wrong <= 3 {
				s.t.Errorf("%s\nfile:   %s\nstream: %s", id, want[id], got[id])
			}
		}
	}
	if wrong > 0 || len(got) != len(want) {
		s.t.Fatalf("%d of %d conversations differ; the stream has %d", wrong, len(want), len(got))
	}
	if bad := s.run("dlq", "list"); strings.Count(bad, "\n") > 1 {
		s.t.Errorf("dead letters:\n%s", bad)
	}
	s.t.Logf("%d conversations as inspect has them", len(want))
}

// count tells how many conversations and turns the files hold.
func (s *site) count(files []string) (conversations int, turns int) {
	for _, line := range strings.Split(s.run(append([]string{"inspect", "--with-turns"}, files...)...), "\n") {
		if line == "" {
			continue
		}
		var in tingjian.Inspection
		if err := wire.Unmarshal([]byte(line), &in); err != nil {
			s.t.Fatal(err)
		}
		conversations++
		turns += len(in.Turns)
	}
	return conversations, turns
}

// hits are the totals of some searches.
func (s *site) hits() map[string]string {
	totals := map[string]string{}
	for _, q := range []string{"没有办法", "您好", "订单", "code:stonewall", "谢谢 speaker:customer", "warmth:<50", "好"} {
		var r struct {
			Total int `json:"total"`
		}
		if err := wire.Unmarshal([]byte(s.run("search", "--format", "json", "--limit", "1", q)), &r); err != nil {
			s.t.Fatal(err)
		}
		totals[q] = fmt.Sprint(r.Total)
	}
	return totals
}

// undisturbed streams the files through a service that nothing happens to.
func undisturbed(t *testing.T, brokers string, files []string) (*site, int, int) {
	t.Helper()
	s := newSite(t, brokers)
	conversations, turns := s.count(files)
	s.start()
	s.run(append([]string{"produce", "--by", "turn"}, files...)...)
	s.settle(conversations, turns)
	s.expect(files)
	return s, conversations, turns
}

func TestStreamEqualsFileOnTheEmbeddedBroker(t *testing.T) {
	undisturbed(t, "", input(t))
}

func TestStreamEqualsFileOnRealKafka(t *testing.T) {
	backend := ingesttest.RealKafka(t)
	undisturbed(t, strings.Join(backend.Connection().Brokers, ","), input(t))
}

// TestKilledTenTimes kills serve, and with it the embedded broker, ten times while messages come in and are worked off.
func TestKilledTenTimes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	files := input(t)
	calm, conversations, turns := undisturbed(t, "", files)
	want := calm.hits()
	calm.stop()

	s := newSite(t, "", "TINGJIAN_KAFKA_BATCH_MESSAGES=20", "TINGJIAN_LOG_LEVEL=error")
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 7))
	s.start()
	produced := make(chan struct{})
	go func() {
		defer close(produced)
		for _, f := range files { // what the broker did not acknowledge is sent again; repeated fragments change nothing
			for s.command("produce", "--by", "turn", "--rate", "4000", f).Run() != nil {
				time.Sleep(200 * time.Millisecond)
			}
		}
	}()
	for range 10 {
		time.Sleep(time.Duration(100+rng.IntN(900)) * time.Millisecond)
		s.kill()
		s.start()
	}
	<-produced
	s.settle(conversations, turns)
	s.expect(files)
	if got := s.hits(); !maps.Equal(got, want) {
		t.Errorf("search hits %v, undisturbed %v", got, want)
	}
}

// TestBrokerRestart restarts a real Kafka in mid-stream.
func TestBrokerRestart(t *testing.T) {
	backend := ingesttest.RealKafka(t)
	files := []string{sampleFile(t, 300)}
	s := newSite(t, strings.Join(backend.Connection().Brokers, ","), "TINGJIAN_KAFKA_BATCH_MESSAGES=20", "TINGJIAN_LOG_LEVEL=error")
	conversations, turns := s.count(files)
	s.start()
	produced := make(chan struct{})
	go func() {
		defer close(produced)
		for s.command("produce", "--by", "turn", "--rate", "1000", files[0]).Run() != nil {
			time.Sleep(200 * time.Millisecond)
		}
	}()
	time.Sleep(time.Second)
	backend.Restart(t)
	<-produced
	s.settle(conversations, turns)
	s.expect(files)
}
