package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"github.com/tingjian/tingjian/access/openid"
	"github.com/tingjian/tingjian/analyzers/segment"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/metrics"
	"github.com/tingjian/tingjian/dashboards/review"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/broker"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/opinion"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/verdicts"
)

// Service is one running Tingjian: it reads the topic transcripts, inspects, keeps the ledger, and shows what it knows.
type Service struct {
	Config   *configs.Config
	Rulesets *Rulesets
	Masker   *mask.Masker
	Ledger   ledger.Ledger
	Index    search.Index
	Writer   *kafkasrc.Writer
	Metrics  *metrics.Metrics
	Token    string // of the API, for commands on this machine

	registry *prometheus.Registry
	pages    *review.Pages
	openID   *openid.Provider // nil: none
	proxies  []netip.Prefix   // before the pages
	dir      *DataDir
	broker   *broker.Broker
	source   *kafkasrc.Source
	pipeline *ingest.Pipeline
	indexer  *search.Follower
	cases    *CaseFollower
	desk     *verdicts.Desk
	draws    *DrawFollower
	publish  *publisher
	cards    *Scorecards
	sender   *Sender
	onCommit func(ingest.Commit)
	opinions *opinions // nil: no language model is configured, or another process holds its cache
	listener net.Listener
	closers  []func() error // in the order of opening
}

// Open takes the data folder and starts everything that the service stands on. The error says which part is missing.
// Close what it returns.
func Open(ctx context.Context, c *configs.Config) (s *Service, err error) {
	s = &Service{Config: c, Token: NewToken()}
	defer func() {
		if err != nil {
			s.Close()
			s = nil
		}
	}()
	s.openMetrics()
	if err = s.loadRulesets(); err != nil { // before anything is made or taken
		return s, err
	}
	if s.openID, err = newOpenID(c.SignIn); err != nil {
		return s, err
	}
	if s.proxies, err = networks(c.SignIn.Proxies); err != nil {
		return s, err
	}
	if s.dir, err = OpenDataDir(c.DataDir); err != nil {
		return s, err
	}
	s.closes(s.dir.Close)
	s.closes(spareThreads())
	if err = s.Rulesets.KeepIn(RulesetsPath(c.DataDir)); err != nil {
		return s, err
	}
	if s.Masker, err = NewMasker(c, true); err != nil {
		return s, err
	}
	if s.listener, err = net.Listen("tcp", c.Listen); err != nil {
		return s, fmt.Errorf("listen: %w: give another --listen", err)
	}
	s.closes(s.listener.Close)
	if s.opinions, err = openOpinions(c.Opinion); errors.Is(err, opinion.ErrInUse) {
		slog.Warn("pages and API give no second opinions until serve starts anew", "reason", err)
	} else if err != nil {
		return s, err
	}
	s.closes(s.opinions.Close)
	if err = s.openStores(); err != nil {
		return s, err
	}
	if err = s.openScorecards(); err != nil {
		return s, err
	}
	if err = s.openKafka(ctx); err != nil {
		return s, err
	}
	if err = s.openPipeline(); err != nil {
		return s, err
	}
	s.desk = &verdicts.Desk{Ledger: s.Ledger, Mask: s.maskText, Rubric: s.Rulesets.RubricOf, Codes: s.codes}
	return s, s.newPages()
}

// maskText hides personal data in what people write.
func (s *Service) maskText(text string) string {
	masked, _ := s.Masker.Text(text)
	return masked
}

func (s *Service) closes(f func() error) { s.closers = append(s.closers, f) }

func (s *Service) openStores() error {
	l, err := sqlite.Open(LedgerPath(s.Config.DataDir), sqlite.WithLogger(slog.Default()))
	if err != nil {
		return err
	}
	s.Ledger = l
	s.closes(l.Close)
	words, err := segment.Shared()
	if err != nil {
		return err
	}
	index, err := openIndex(s.Config, words, s.Masker.Key)
	if err != nil {
		return err
	}
	s.Index = index
	s.closes(index.Close)
	s.indexer = search.NewFollower(l, index, slog.Default())
	cases, err := NewCases(s.Config)
	if err != nil {
		return err
	}
	s.cases = NewCaseFollower(l, cases, slog.Default())
	s.draws = NewDrawFollower(l, s.Config.Review, s.Masker.Key("draws for review"), slog.Default())
	return nil
}

func (s *Service) openScorecards() (err error) {
	s.cards = NewScorecards(s.Ledger, func() *scoring.Rubric { return s.Rulesets.Current().Rubric() }, &s.Config.Scorecard)
	s.sender, err = NewSender(s.Ledger, s.cards, &s.Config.Scorecard, s.Metrics.Sent, slog.Default())
	return err
}

func (s *Service) openKafka(ctx context.Context) (err error) {
	if s.broker, err = startBroker(s.Config, s.dir); err != nil {
		return err
	}
	if s.broker != nil {
		s.closes(func() error { s.broker.Close(); return nil })
	}
	connection := Connection(s.Config)
	if err := kafkasrc.Ping(ctx, connection); err != nil {
		return err
	}
	if err := EnsureTopics(ctx, s.Config, connection); err != nil {
		return err
	}
	if s.Writer, err = kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: connection}); err != nil {
		return err
	}
	s.closes(func() error { s.Writer.Close(); return nil })
	s.publish = newPublisher(s.Ledger, s.Writer, s.Config.Kafka)
	s.source, err = newSource(s.Config, connection)
	return err
}

// openMetrics makes what everything else counts with, so it comes first.
func (s *Service) openMetrics() {
	s.registry = prometheus.NewRegistry()
	s.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector())
	s.Metrics = metrics.New(s.registry)
}

// loadRulesets loads the rules and has their work counted.
func (s *Service) loadRulesets() (err error) {
	s.Rulesets, err = LoadRulesets(s.Config.Judge, func(j *Judge) {
		s.Metrics.Analyzers(j.Analyzers())
		j.Observe(s.Metrics.Analyzer)
	})
	if err == nil {
		s.ruled()
	}
	return err
}

func (s *Service) openPipeline() (err error) {
	metrics.WatchSource(s.registry, s.Config.Kafka.Topics.Transcripts, s.source.Stats)
	s.Metrics.WatchFloor(s.registry, s.Ledger)
	metrics.WatchIndex(s.registry, func() float64 {
		n, err := s.Index.Count(context.Background())
		if err != nil {
			return math.NaN()
		}
		return float64(n)
	})
	s.pipeline, err = ingest.NewPipeline(ingest.Options{
		Ledger: s.Ledger, Masker: s.Masker, NewInspector: s.Rulesets.NewInspector, Resume: s.Rulesets.Resume,
		Limits: s.Config.Limits(), Bounds: Bounds(s.Config), LeftOut: s.Metrics.LeftOut,
		IdleClose: s.Config.Ingest.IdleClose, CachedTurns: s.Config.Ingest.CachedTurns,
		Repaired: s.Metrics.Repaired,
		Committed: func(c ingest.Commit) {
			s.Metrics.Committed(c)
			s.indexer.Nudge()
			s.cases.Nudge()
			s.draws.Nudge()
			s.publish.Nudge()
			if s.onCommit != nil {
				s.onCommit(c)
			}
		},
	})
	return err
}

// Bounds are what one conversation may hold: as configured, and at least what a single fragment may.
func Bounds(c *configs.Config) ingest.Bounds {
	return ingest.Bounds{Turns: max(c.Ingest.ConversationTurns, c.Ingest.MaxTurns), Bytes: max(c.Ingest.ConversationBytes, c.Ingest.MaxBytes)}
}

// URL is where the pages are.
func (s *Service) URL() string { return "http://" + s.listener.Addr().String() }

// OnCommit has f called after each commit to the ledger; it must not block. Call it before Run or Ingest.
func (s *Service) OnCommit(f func(ingest.Commit)) { s.onCommit = f }

// Ingest brings transcripts from Kafka to the ledger until ctx ends, and nothing else: no search, pages or topics out.
// Run includes it.
func (s *Service) Ingest(ctx context.Context) error { return s.source.Run(ctx, s.pipeline.Worker) }

// Run serves until ctx ends or a part fails for good. What is under way is finished first.
func (s *Service) Run(ctx context.Context) error {
	if err := s.dir.Announce(Running{PID: pid(), URL: s.URL(), Token: s.Token}); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.Ingest(ctx) })
	group.Go(func() error { return s.indexer.Run(ctx) })
	group.Go(func() error { return s.publish.Run(ctx) })
	group.Go(func() error { return s.cases.Run(ctx) })
	group.Go(func() error { return s.draws.Run(ctx) })
	group.Go(func() error { return s.sender.Run(ctx) })
	group.Go(func() error { return s.watchRules(ctx) })
	group.Go(func() error { return serveHTTP(ctx, s.listener, s.handler(), s.pages.EndStreams, stopGrace) })
	slog.Info("serving", "url", s.URL(), "brokers", Connection(s.Config).Brokers, "data", s.Config.DataDir, "ruleset", s.Rulesets.Current().Ruleset())
	err := group.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return err
}

// Close gives everything back, last opened first.
func (s *Service) Close() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		if err := s.closers[i](); err != nil && !errors.Is(err, net.ErrClosed) {
			slog.Warn("closing", "error", err)
		}
	}
	s.closers = nil
}

// Ready reports whether the service takes part in the group and can read its ledger; the reason where it does not. It asks the ledger for
// one row: whatever grows with the ledger would one day take longer than those wait who ask.
func (s *Service) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if _, err := s.Ledger.Offset(ctx, s.Config.Kafka.Topics.Transcripts, 0); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	if err := kafkasrc.Ping(ctx, Connection(s.Config)); err != nil {
		return err
	}
	if s.source.Stats().Generations == 0 {
		return errors.New("kafka: no partitions assigned yet")
	}
	return nil
}
