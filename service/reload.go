package service

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/dashboards/metrics"
)

// Reload puts the rules in force as their files are now, for conversations that begin from now on. Rules with a mistake are
// refused: each mistake is logged and those in force stay.
func (s *Service) Reload() error {
	before := s.Rulesets.Current().Ruleset()
	err := s.Rulesets.Reload()
	switch {
	case errors.Is(err, ErrUnchanged):
		s.Metrics.Reloaded(metrics.ReloadUnchanged)
		slog.Info("rules: unchanged", "ruleset", before)
		return nil
	case err != nil:
		s.Metrics.Reloaded(metrics.ReloadRefused)
		for _, line := range strings.Split(err.Error(), "\n") {
			slog.Error("rules: refused, those in force stay", "ruleset", before, "error", line)
		}
		return err
	}
	s.Metrics.Reloaded(metrics.ReloadLoaded)
	s.ruled()
	slog.Info("rules: in force for new conversations", "ruleset", s.Rulesets.Current().Ruleset(), "before", before)
	return nil
}

// ruled tells the metrics what is in force.
func (s *Service) ruled() {
	rules := map[tingjian.Status]int{tingjian.Stable: 0, tingjian.Shadow: 0}
	for _, r := range s.Rulesets.Current().Rules().Rules() {
		rules[r.Status]++
	}
	s.Metrics.Ruled(s.Rulesets.Current().Ruleset(), rules)
}

// watchRules looks at the rules' files every judge.watch and reloads them when they have changed and then stayed as they
// are from one look to the next, so that a set half copied is not taken. It returns when ctx ends.
func (s *Service) watchRules(ctx context.Context) error {
	if s.Config.Judge.Watch <= 0 {
		return nil
	}
	ticker := time.NewTicker(s.Config.Judge.Watch)
	defer ticker.Stop()
	var last, refused Snapshot
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		now, changed, err := s.Rulesets.Changed()
		switch {
		case err != nil:
			slog.Warn("rules: cannot be read", "error", err)
		case changed && bytes.Equal(now, last) && !bytes.Equal(now, refused):
			if s.Reload() != nil {
				refused = now
			}
		}
		last = now
	}
}
