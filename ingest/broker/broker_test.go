package broker_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/broker"
	"github.com/tingjian/tingjian/ingest/ingesttest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// childFolder tells a copy of this test program to be a broker with its data in that folder.
const childFolder = "TINGJIAN_TEST_BROKER_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childFolder); dir != "" {
		b, err := broker.Start(broker.Options{Addr: "127.0.0.1:0", Dir: dir})
		if err == nil {
			err = makeTopics(context.Background(), b, map[string]int{"transcripts": 2})
		}
		if err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		fmt.Println(b.Addr())
		select {}
	}
	os.Exit(m.Run())
}

// makeTopics makes topics with so many partitions as every program does.
func makeTopics(ctx context.Context, b *broker.Broker, topics map[string]int) error {
	specs := map[string]kafkasrc.TopicSpec{}
	for name, partitions := range topics {
		specs[name] = kafkasrc.TopicSpec{Partitions: partitions}
	}
	return kafkasrc.EnsureTopics(ctx, kafkasrc.Connection{Brokers: []string{b.Addr()}}, specs)
}

// startChild runs a broker in a process of its own and returns its address and how to kill it.
func startChild(t *testing.T, dir string) (addr string, kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childFolder+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	t.Cleanup(kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || strings.HasPrefix(line, "error") {
		t.Fatalf("the broker's process says %q, %v", line, err)
	}
	return strings.TrimSpace(line), kill
}

// TestKilled kills the broker's process ten times, without warning and while messages arrive. Whatever was acknowledged
// must be there afterwards.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	acknowledged := make(map[string]bool)
	for round := range 10 {
		addr, kill := startChild(t, dir)
		w, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: kafkasrc.Connection{Brokers: []string{addr}}, Attempts: 1})
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(50+20*round)*time.Millisecond, kill)
		for i := 0; ; i++ {
			value := fmt.Sprintf("round %d message %d", round, i)
			if err := w.Write(t.Context(), []kafkasrc.OutMessage{{Topic: "transcripts", Key: []byte(value), Value: []byte(value)}}); err != nil {
				break
			}
			acknowledged[value] = true
		}
		w.Close()
		kill()
	}
	addr, _ := startChild(t, dir)
	missing := missingFrom(t, addr, acknowledged)
	if len(acknowledged) < 100 || len(missing) > 0 {
		t.Errorf("%d of %d acknowledged messages are gone, for example %v", len(missing), len(acknowledged), missing[:min(3, len(missing))])
	}
	t.Logf("%d messages acknowledged before ten kills", len(acknowledged))
}

// missingFrom reads everything that the broker holds and returns the values that are not there.
func missingFrom(t *testing.T, addr string, values map[string]bool) []string {
	t.Helper()
	source, err := kafkasrc.New(kafkasrc.Config{Connection: kafkasrc.Connection{Brokers: []string{addr}}, Topic: "transcripts", Group: "check"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	l := ingesttest.NewLedger()
	go func() {
		for ctx.Err() == nil && (len(l.Idle(0)) == 0 || len(l.Idle(1)) == 0) {
			time.Sleep(10 * time.Millisecond)
		}
		cancel()
	}()
	if err := source.Run(ctx, l.Worker); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]bool)
	for p := range 2 {
		for _, r := range l.Received(p) {
			got[r.Value] = true
		}
	}
	var missing []string
	for v := range values {
		if !got[v] {
			missing = append(missing, v)
		}
	}
	return missing
}

// TestMemberAfterRestart checks that the first member of a group need not wait for the one that died with the process.
func TestMemberAfterRestart(t *testing.T) {
	dir := t.TempDir()
	for _, how := range []string{"first start", "after a kill", "after another"} {
		addr, kill := startChild(t, dir)
		source, err := kafkasrc.New(kafkasrc.Config{Connection: kafkasrc.Connection{Brokers: []string{addr}}, Topic: "transcripts", Group: "inspectors"})
		if err != nil {
			t.Fatal(err)
		}
		assigned := make(chan struct{}, 10)
		l := ingesttest.NewLedger()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- source.Run(ctx, func(topic string, partition int) (ingest.Worker, error) {
				assigned <- struct{}{}
				return l.Worker(topic, partition)
			})
		}()
		select {
		case <-assigned:
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: no partition after 5 s: the group waits for a member that is gone", how)
		}
		kill()
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	first, err := broker.Start(broker.Options{Addr: "127.0.0.1:0", Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	_, err = broker.Start(broker.Options{Addr: first.Addr(), Dir: t.TempDir()})
	if !errors.Is(err, broker.ErrInUse) || !strings.Contains(err.Error(), first.Addr()) {
		t.Errorf("a second broker on the address: %v: want ErrInUse and the address", err)
	}
	_, err = broker.Start(broker.Options{Addr: "127.0.0.1:0", Dir: dir})
	if !errors.Is(err, broker.ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("a second broker on the folder: %v: want ErrInUse and the folder", err)
	}
	first.Close()
	first.Close()
	again, err := broker.Start(broker.Options{Addr: first.Addr(), Dir: dir})
	if err != nil {
		t.Fatalf("after Close both are free: %v", err)
	}
	again.Close()
}

func TestOptions(t *testing.T) {
	tests := []struct {
		name string
		o    broker.Options
		want string
	}{
		{"no port", broker.Options{Addr: "127.0.0.1"}, "host:port"},
		{"every address", broker.Options{Addr: "0.0.0.0:9192"}, "127.0.0.1:9192"},
		{"no host", broker.Options{Addr: ":9192"}, "127.0.0.1:9192"},
		{"not a port", broker.Options{Addr: "127.0.0.1:kafka"}, `port "kafka"`},
		{"not a mechanism", broker.Options{Addr: "127.0.0.1:0", Users: []broker.User{{Mechanism: "NTLM", Name: "a", Password: "b"}}}, "NTLM"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b, err := broker.Start(test.o)
			if err == nil {
				b.Close()
				t.Fatal("the broker started")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %q: want it to name %q", err, test.want)
			}
		})
	}
}

// TestTopicsKeepPartitions starts again with other numbers and one more topic.
func TestTopicsKeepPartitions(t *testing.T) {
	dir := t.TempDir()
	for _, topics := range []map[string]int{{"transcripts": 3}, {"transcripts": 5, "findings": 2}} {
		b, err := broker.Start(broker.Options{Addr: "127.0.0.1:0", Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := makeTopics(t.Context(), b, topics); err != nil {
			t.Fatal(err)
		}
		if n := partitionsOf(t, b.Addr(), "transcripts"); n != 3 {
			t.Errorf("with %v the topic has %d partitions: want the 3 that it was made with", topics, n)
		}
		b.Close()
	}
}

// partitionsOf counts the partitions that a group of one member is given.
func partitionsOf(t *testing.T, addr, topic string) int {
	t.Helper()
	source, err := kafkasrc.New(kafkasrc.Config{Connection: kafkasrc.Connection{Brokers: []string{addr}}, Topic: topic, Group: "count"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	n := 0
	go func() {
		for ctx.Err() == nil && n == 0 {
			time.Sleep(10 * time.Millisecond)
			n = len(source.Stats().Partitions)
		}
		cancel()
	}()
	if err := source.Run(ctx, ingesttest.NewLedger().Worker); err != nil {
		t.Fatal(err)
	}
	return n
}
