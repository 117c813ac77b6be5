package main

import (
	"context"
	"fmt"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/filesrc"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// collectTopic puts the conversations together whose fragments a topic holds now. Messages that cannot be used are
// reported as topic/partition/offset and counted.
func (a *app) collectTopic(ctx context.Context, config *configs.Config, topic string) (*filesrc.Collection, int, error) {
	masker, err := service.NewMasker(config, false)
	if err != nil {
		return nil, 0, exitError{exitUsage, err}
	}
	connection := service.Connection(config)
	held, err := kafkasrc.Held(ctx, connection, topic)
	if err != nil {
		return nil, 0, err
	}
	var messages int64
	for _, s := range held {
		messages += s.Len()
	}
	bar := a.bar(messages, topic, false)
	all, bad := filesrc.NewCollection(masker), 0
	limits := config.Limits()
	all.Bound(service.Bounds(config))
	for m, err := range kafkasrc.History(ctx, connection, topic, held) {
		if err != nil {
			return nil, 0, err
		}
		step(bar, 1)
		fragment, _, err := wire.Decode(m.Value, limits)
		if err != nil {
			bad++
			reason, _ := masker.Text(err.Error())
			fmt.Fprintf(a.err, "%s/%d/%d: %s\n", topic, m.Partition, m.Offset, reason)
			continue
		}
		for _, conflict := range all.Add(fragment) {
			bad++
			fmt.Fprintf(a.err, "%s/%d/%d: %s\n", topic, m.Partition, m.Offset, conflict)
		}
	}
	return all, bad, nil
}
