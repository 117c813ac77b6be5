package kafkasrc_test

import (
	"testing"

	"github.com/tingjian/tingjian/ingest/ingesttest"
)

func TestEmbeddedBroker(t *testing.T) { ingesttest.Run(t, ingesttest.Embedded(t)) }

func TestRealKafka(t *testing.T) { ingesttest.Run(t, ingesttest.RealKafka(t)) }

func TestRealKafkaCluster(t *testing.T) { ingesttest.RunFailover(t, ingesttest.RealKafkaCluster(t)) }
