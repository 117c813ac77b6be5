package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// site is a data folder with the addresses of the service that works on it.
type site struct {
	t       *testing.T
	dir     string
	listen  string
	brokers string // empty: the embedded one
	broker  string
	env     []string
	serve   *exec.Cmd
	log     *bytes.Buffer
}

func newSite(t *testing.T, brokers string, env ...string) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir(), listen: freeAddr(t), broker: freeAddr(t), brokers: brokers, env: env}
	t.Cleanup(s.stop)
	return s
}

// freeAddr is an address that nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// command prepares the command on this site.
func (s *site) command(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asCommand+"=1", "TINGJIAN_DATA_DIR="+s.dir, "TINGJIAN_LISTEN="+s.listen, "TINGJIAN_EMBEDDED_ADDR="+s.broker, "TINGJIAN_BROKERS="+s.brokers)
	c.Env = append(c.Env, s.env...)
	return c
}

// run runs the command to its end and gives what it wrote; any exit code but 0 fails the test.
func (s *site) run(args ...string) string {
	s.t.Helper()
	c := s.command(args...)
	var errOut bytes.Buffer
	c.Stderr = &errOut
	out, err := c.Output()
	if err != nil {
		s.t.Fatalf("tingjian %s: %v\n%s", strings.Join(args, " "), err, errOut.String())
	}
	return string(out)
}

// start starts serve and waits until it is ready.
func (s *site) start() {
	s.t.Helper()
	s.serve, s.log = s.command("serve"), &bytes.Buffer{}
	s.serve.Stderr = s.log
	if err := s.serve.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.await("the service to be ready", 60*time.Second, func() bool {
		r, err := http.Get("http://" + s.listen + "/readyz")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
}

// kill ends serve without warning.
func (s *site) kill() {
	if s.serve != nil {
		_ = s.serve.Process.Kill()
		_ = s.serve.Wait()
		s.serve = nil
	}
}

// stop ends serve gracefully.
func (s *site) stop() {
	if s.serve == nil {
		return
	}
	_ = s.serve.Process.Signal(os.Interrupt)
	if err := s.serve.Wait(); err != nil {
		s.t.Errorf("serve ended with %v\n%s", err, s.log)
	}
	s.serve = nil
}

// await waits until done says so.
func (s *site) await(what string, limit time.Duration, done func() bool) {
	s.t.Helper()
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if done() {
			return
		}
	}
	log := ""
	if s.log != nil {
		log = s.log.String()
	}
	s.t.Fatalf("waited %s for %s\n%s", limit, what, log)
}

// get asks the service's API.
func (s *site) get(path string) (int, string) {
	s.t.Helper()
	r, err := http.Get("http://" + s.listen + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.Body); err != nil {
		s.t.Fatal(err)
	}
	return r.StatusCode, b.String()
}

// metric is the value of one line of /metrics, or -1.
func (s *site) metric(name string) float64 {
	s.t.Helper()
	_, body := s.get("/metrics")
	for _, line := range strings.Split(body, "\n") {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			var v float64
			if _, err := fmt.Sscan(rest, &v); err == nil {
				return v
			}
		}
	}
	return -1
}
