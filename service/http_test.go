package service

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/tingjian/tingjian/access"
)

// TestStoppingEndsStreams stops serving while a browser watches the live board.
func TestStoppingEndsStreams(t *testing.T) {
	s := openForRoles(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serveHTTP(ctx, s.listener, s.handler(), s.pages.EndStreams, time.Minute) }()

	b := newRoleBrowser(t, s, s.URL(), access.Viewer{Name: "lin", Role: access.Reviewer})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/live/events", nil)
	fatal(t, err)
	r.Header.Set("Accept", "text/event-stream")
	stream, err := b.client.Do(r)
	fatal(t, err)
	defer stream.Body.Close()
	if line, err := bufio.NewReader(stream.Body).ReadString('\n'); err != nil || stream.StatusCode != http.StatusOK {
		t.Fatalf("%d %q, %v", stream.StatusCode, line, err)
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(4 * time.Second):
		t.Error("a stream keeps the service from stopping")
	}
}

// TestStoppingCutsOffWhatTakesTooLong stops serving while one request is about to be answered and another never will be.
func TestStoppingCutsOffWhatTakesTooLong(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	begun, finish := make(chan string, 2), make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun <- r.URL.Path
		if r.URL.Path == "/slow" {
			<-finish
			if r.Context().Err() == nil {
				_, _ = w.Write([]byte("done"))
			}
			return
		}
		<-r.Context().Done()
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serveHTTP(ctx, l, h, func() { close(finish) }, 300*time.Millisecond) }()
	answers := make(chan string, 2)
	for _, path := range []string{"/slow", "/endless"} {
		go func() {
			answer, err := http.Get("http://" + l.Addr().String() + path)
			if err != nil {
				answers <- path + " cut off"
				return
			}
			defer answer.Body.Close()
			body, _ := io.ReadAll(answer.Body)
			answers <- path + " " + string(body)
		}()
	}
	<-begun
	<-begun
	stop()
	if first, second := <-answers, <-answers; first != "/slow done" || second != "/endless cut off" {
		t.Errorf("answers: %q, then %q", first, second)
	}
	if err := <-ended; err != nil {
		t.Errorf("stopping says %v", err)
	}
}
