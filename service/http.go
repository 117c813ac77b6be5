package service

import (
	"context"
	"crypto/subtle"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/api"
	"github.com/tingjian/tingjian/dashboards/review"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/wire"
)

func pid() int { return os.Getpid() }

// handler puts pages, API, metrics and health together.
func (s *Service) handler() http.Handler {
	r := chi.NewRouter()
	r.Use(s.measured, hardened)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	r.Get("/readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := s.Ready(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	r.Method(http.MethodGet, "/metrics", s.scraped(promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{})))
	limits := s.Config.Limits()
	o := api.Options{
		Ledger: s.Ledger, Search: s.Search, Submit: s.Submit, Limits: limits, Parser: s.parser(), Desk: s.desk,
		Scorecard: s.cards.Card, Mask: s.maskText,
		Weights: func(ctx context.Context, w scoring.Week) ([]scoring.Weight, error) {
			return Weights(ctx, s.Ledger, s.Rulesets.Current().Rubric(), w)
		},
	}
	if s.opinions != nil {
		o.Opinions = s.opinions.clerk
	}
	r.With(s.authorised).Mount("/api/v1", api.New(o))
	r.Mount("/", s.pages.Handler())
	return r
}

// codes are those that the rules in force can report, in order. Ask each time: rules are reloaded.
func (s *Service) codes() []tingjian.Code {
	return slices.Sorted(maps.Keys(s.Rulesets.Current().Codes()))
}

// parser reads queries and knows the codes that exist.
func (s *Service) parser() search.Parser { return search.Parser{Codes: s.codes} }

// Search answers a query and counts it.
func (s *Service) Search(ctx context.Context, q search.Query) (*search.Result, error) {
	start := time.Now()
	result, err := s.Index.Search(ctx, q)
	s.Metrics.Searched(time.Since(start), err != nil && !errors.Is(err, search.ErrQuery))
	if err != nil {
		return nil, err
	}
	for i := range result.Hits {
		if h := &result.Hits[i]; !h.At.IsZero() {
			h.At = h.At.In(tingjian.Zone)
		}
	}
	return result, nil
}

// Submit sends fragments to the topic transcripts and returns when the broker has them.
func (s *Service) Submit(ctx context.Context, fragments []*tingjian.Fragment) error {
	out := make([]kafkasrc.OutMessage, len(fragments))
	for i, f := range fragments {
		value, err := wire.Marshal(f)
		if err != nil {
			return err
		}
		out[i] = kafkasrc.OutMessage{Topic: s.Config.Kafka.Topics.Transcripts, Key: []byte(f.Key()), Value: value}
	}
	return s.Writer.Write(ctx, out)
}

// hardened sets what every answer carries: nothing that is served here may be taken for another type, run, or stand in
// a frame. The pages set their own, which let them use their style sheet and script.
func hardened(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// authorised lets a request through that carries the service's token or comes from a signed-in session, and notes whose
// it is. What they may see and do is settled by package api.
func (s *Service) authorised(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := s.caller(r)
		switch {
		case err != nil:
			slog.Error("api: who calls", "error", err)
			refuse(w, http.StatusInternalServerError, "who calls cannot be told, the log has the reason")
		case who.Name == "":
			w.Header().Set("WWW-Authenticate", `Bearer realm="tingjian"`)
			refuse(w, http.StatusUnauthorized, "sign in to read, or send a token as Authorization: Bearer; tingjian user token add makes one")
		default:
			next.ServeHTTP(w, r.WithContext(access.With(r.Context(), who)))
		}
	})
}

// refuse answers as package api does.
func refuse(w http.ResponseWriter, code int, reason string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(`{"error":` + strconv.Quote(reason) + "}\n"))
}

// scraped lets everybody read the metrics, or, where the configuration says so, those alone who see every vendor.
func (s *Service) scraped(next http.Handler) http.Handler {
	if s.Config.Metrics.Open {
		return next
	}
	return s.authorised(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !access.From(r.Context()).SeesAll() {
			refuse(w, http.StatusForbidden, "metrics are for reviewers and admins")
			return
		}
		next.ServeHTTP(w, r)
	}))
}

// caller is who calls the API: this process's own commands, a program with a token, or, reading, somebody signed in to the
// pages. A session alone changes nothing: another site could send such a request too.
func (s *Service) caller(r *http.Request) (access.Viewer, error) {
	secret, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case isBearer && subtle.ConstantTimeCompare([]byte(secret), []byte(s.Token)) == 1:
		return access.Viewer{Name: access.TokenName + "tingjian", Role: access.Admin}, nil
	case isBearer:
		return access.Bearer(r.Context(), s.Ledger, secret)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		return s.pages.SignedIn(r), nil
	}
	return access.Viewer{}, nil
}

// measured counts requests by the route that matched.
func (s *Service) measured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		noted := &notedStatus{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(noted, r)
		route := chi.RouteContext(r.Context()).RoutePattern()
		if route == "" {
			route = "none"
		}
		s.Metrics.Requested(route, noted.code, time.Since(start))
	})
}

// notedStatus remembers the status code of an answer.
type notedStatus struct {
	http.ResponseWriter
	code int
}

func (n *notedStatus) WriteHeader(code int) {
	n.code = code
	n.ResponseWriter.WriteHeader(code)
}

// Unwrap gives the writer below to http.ResponseController.
func (n *notedStatus) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// SignInLink is a link that signs in once.
func (s *Service) SignInLink(who access.Viewer) string {
	return s.URL() + s.pages.SignInPath(who)
}

func (s *Service) newPages() (err error) {
	o := review.Options{
		Ledger: s.Ledger, Search: s.Search, Parser: s.parser(), OpenID: s.openID, NoPasswords: !s.Config.SignIn.Passwords, Proxies: s.proxies,
		Desk: s.desk, NearMiss: s.nearMiss, RuleTitle: s.ruleTitle,
		Scorecards: review.Scorecards{Card: s.cards.Card, Options: s.cards.Options},
	}
	if s.opinions != nil {
		o.Opinions = s.opinions
	}
	s.pages, err = review.New(o)
	return err
}

// stopGrace is how long requests under way may take when the service stops.
const stopGrace = 5 * time.Second

// serveHTTP serves until ctx ends. Requests under way may then finish: streams, which would not by themselves, are ended by
// endStreams, and what is not through after the grace is cut off, which is no failure, since somebody asked to stop.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler, endStreams func(), grace time.Duration) error {
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return requests },
	}
	server.RegisterOnShutdown(endStreams)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	until, cancel := context.WithTimeout(requests, grace)
	defer cancel()
	err := server.Shutdown(until)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	slog.Warn("http: requests that took longer than the time to stop were cut off", "time", grace)
	cut()
	return server.Close()
}
