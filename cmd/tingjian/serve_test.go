package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/service"
)

// send puts raw messages into the topic transcripts, past every check of our own.
func (s *site) send(values ...string) {
	s.t.Helper()
	w, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: kafkasrc.Connection{Brokers: []string{s.broker}}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer w.Close()
	var out []kafkasrc.OutMessage
	for i, v := range values {
		out = append(out, kafkasrc.OutMessage{Topic: "transcripts", Key: fmt.Appendf(nil, "k%d", i), Value: []byte(v)})
	}
	if err := w.Write(context.Background(), out); err != nil {
		s.t.Fatal(err)
	}
}

// topic reads everything that a topic of the embedded broker holds, by key; later messages replace earlier ones.
func (s *site) topic(name string, partitions int) map[string]string {
	s.t.Helper()
	held := map[string]string{}
	for p := range partitions {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		conn, err := kafka.DialLeader(ctx, "tcp", s.broker, name, p)
		if err != nil {
			s.t.Fatal(err)
		}
		first, last, err := conn.ReadOffsets()
		if err != nil {
			s.t.Fatal(err)
		}
		conn.Close()
		r := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{s.broker}, Topic: name, Partition: p, MaxWait: 50 * time.Millisecond})
		for n := first; n < last; n++ {
			m, err := r.ReadMessage(ctx)
			if err != nil {
				s.t.Fatal(err)
			}
			if n = m.Offset; m.Value == nil {
				delete(held, string(m.Key))
			} else {
				held[string(m.Key)] = string(m.Value)
			}
		}
		r.Close()
		cancel()
	}
	return held
}

const goodFragment = `{"id":"c-ok","merchant":"m-1","turns":[{"seq":1,"speaker":"agent","text":"已经给您改好了"},{"seq":2,"speaker":"customer","text":"好的谢谢"}],"closed":true}`

func TestBadMessagesStopNothingAndAreKept(t *testing.T) {
	s := newSite(t, "", "TINGJIAN_LOG_LEVEL=error")
	s.start()
	bad := []string{
		"", "hello", `{"turns":[]}`, `{"id":"a","turns":[{"speaker":"robot","text":"我的电话13800138000"}]}`, `{"id":7}`,
		`{"id":"a","id":"b"}`, `{"id":"x","x":` + strings.Repeat("[", 5000), "\xff\xfe\x00", `{"id":"big","x":"` + strings.Repeat("好", 1<<19) + `"}`,
	}
	s.send(append(bad, goodFragment)...)
	s.await("the good message", 30*time.Second, func() bool { return strings.Contains(s.run("export", "inspections"), `"id":"c-ok"`) })

	list := s.run("dlq", "list")
	if n := strings.Count(list, "transcripts/"); n != len(bad) {
		t.Fatalf("%d dead letters of %d:\n%s", n, len(bad), list)
	}
	for _, want := range []string{"not JSON", "no id", `unknown speaker "robot"`, "this key stands twice", "nested deeper", "more than the limit of 1048576"} {
		if !strings.Contains(list, want) {
			t.Errorf("no dead letter says %q:\n%s", want, list)
		}
	}
	all, hello := "", ""
	for id := 1; id <= len(bad); id++ {
		letter := s.run("dlq", "show", fmt.Sprint(id))
		if all += letter; strings.Contains(letter, "hello") {
			hello = fmt.Sprint(id)
		}
	}
	if strings.Contains(all, "13800138000") || !strings.Contains(all, "138****8000") {
		t.Error("a dead letter was not masked")
	}
	if n := strings.Count(list, "+08:00"); n != len(bad) {
		t.Errorf("%d of %d times are shown at +08:00:\n%s", n, len(bad), list)
	}
	s.await("the topic dead-letters", 10*time.Second, func() bool { return len(s.topic("dead-letters", 8)) == len(bad) })
	for key, letter := range s.topic("dead-letters", 8) {
		if !strings.Contains(letter, `+08:00","record"`) {
			t.Errorf("%s: the time is not at +08:00: %s", key, letter)
		}
	}

	s.run("dlq", "replay", hello) // not the empty one, of which there is nothing to send again
	s.await("the replayed record to come back", 10*time.Second, func() bool { return strings.Count(s.run("dlq", "list"), "transcripts/") == len(bad)+1 })
	if v := s.metric("tingjian_ingest_dead_letters_total"); v != float64(len(bad)+1) {
		t.Errorf("the metric says %v dead letters", v)
	}
}

func TestResultsGoOutToTheTopics(t *testing.T) {
	s := newSite(t, "", "TINGJIAN_LOG_LEVEL=error")
	s.start()
	s.send(goodFragment)
	s.await("the topic inspections", 10*time.Second, func() bool { return len(s.topic("inspections", 8)) == 1 })
	inspections, findings := s.topic("inspections", 8), s.topic("findings", 8)
	if !strings.Contains(inspections["c-ok"], `"code":"customer.thanks"`) {
		t.Errorf("inspections: %v", inspections)
	}
	for id, f := range findings {
		if !strings.Contains(f, `"transcript":"c-ok"`) || !strings.Contains(f, id) {
			t.Errorf("finding %s: %s", id, f)
		}
	}
	if len(findings) == 0 {
		t.Error("no finding went out")
	}
}

func TestErasedEverywhere(t *testing.T) {
	s := newSite(t, "", "TINGJIAN_LOG_LEVEL=error")
	s.start()
	s.send(`{"id":"c-1","customer":"u-9","turns":[{"speaker":"customer","text":"请把我忘掉"}],"closed":true}`, goodFragment)
	found := func() bool {
		return strings.Contains(s.run("search", "--format", "json", "请把我忘掉"), `"total":1`)
	}
	s.await("the turn to be found", 20*time.Second, found)
	if !s.onDisk("search", "请把我忘掉") {
		t.Error("the turn is in none of the index's files: the test looks for the wrong thing")
	}
	if out := s.run("erase", "--customer", "u-9"); !strings.Contains(out, "erased 1 conversations") {
		t.Error(out)
	}
	s.await("the turn to be gone from search", 20*time.Second, func() bool { return !found() })
	s.await("the turn to be gone from the index's files", 20*time.Second, func() bool { return !s.onDisk("search", "请把我忘掉") })
	s.await("the topic to be told", 20*time.Second, func() bool { _, there := s.topic("inspections", 8)["c-1"]; return !there })
	if out := s.run("export", "turns"); strings.Contains(out, "忘掉") || !strings.Contains(out, "c-ok") {
		t.Errorf("left: %s", out)
	}
}

// onDisk reports whether a file below a folder of the data folder holds a word.
func (s *site) onDisk(folder, word string) bool {
	s.t.Helper()
	found := false
	_ = filepath.WalkDir(filepath.Join(s.dir, folder), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, err := os.ReadFile(path) // one that was removed meanwhile holds nothing
			found = found || err == nil && bytes.Contains(data, []byte(word))
		}
		return nil
	})
	return found
}

func TestSecondProcessOnOneFolder(t *testing.T) {
	s := newSite(t, "", "TINGJIAN_LOG_LEVEL=error")
	s.start()
	for _, args := range [][]string{{"serve"}, {"reindex"}} {
		out, err := s.command(args...).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitUsage || !strings.Contains(string(out), s.listen) {
			t.Errorf("tingjian %v: %v\n%s", args, err, out)
		}
	}
	s.run("export", "turns") // reads beside it
	s.stop()
	s.run("reindex")
}

func TestPagesAndAPINeedASignIn(t *testing.T) {
	s := newSite(t, "", "TINGJIAN_LOG_LEVEL=error")
	s.start()
	for _, path := range []string{"/api/v1/search?q=x", "/api/v1/openapi.json", "/api/v1/transcripts/x"} {
		if code, body := s.get(path); code != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	running, err := service.ReadRunning(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	post := func(body string) (int, string) {
		req, _ := http.NewRequest(http.MethodPost, running.URL+"/api/v1/transcripts", strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer "+running.Token)
		r, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		var b strings.Builder
		_, _ = fmt.Fprint(&b, r.Status)
		buf := make([]byte, 4096)
		n, _ := r.Body.Read(buf)
		return r.StatusCode, string(buf[:n])
	}
	if code, body := post(goodFragment + "\nnonsense\n"); code != http.StatusAccepted || !strings.Contains(body, `"accepted":1`) || !strings.Contains(body, `"line":2`) {
		t.Errorf("%d %s", code, body)
	}
	if code, body := post("nonsense"); code != http.StatusBadRequest || !strings.Contains(body, "not JSON") {
		t.Errorf("%d %s", code, body)
	}
	s.await("what was posted", 10*time.Second, func() bool { return strings.Contains(s.run("export", "inspections"), "c-ok") })
}

// TestTheBrokersLogIsLost begins with an empty broker under a ledger that has read further than it now goes.
func TestTheBrokersLogIsLost(t *testing.T) {
	s := newSite(t, "", "TINGJIAN_LOG_LEVEL=error")
	s.start()
	for i := range 20 {
		s.send(fmt.Sprintf(`{"id":"before-%d","customer":"one","turns":[{"speaker":"customer","text":"在吗"}]}`, i))
	}
	s.await("the first messages", 20*time.Second, func() bool { return strings.Count(s.run("export", "inspections"), "before-") == 20 })
	s.stop()
	if err := os.RemoveAll(filepath.Join(s.dir, "broker")); err != nil {
		t.Fatal(err)
	}
	s.start()
	s.send(`{"id":"after","turns":[{"speaker":"customer","text":"在吗"}]}`)
	s.await("a message to the new log", 30*time.Second, func() bool { return strings.Contains(s.run("export", "inspections"), `"after"`) })
}
