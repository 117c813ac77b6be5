// Package ingest takes fragments of transcripts in and sees each through to the ledger exactly once: decode, mask,
// assemble, have inspected, commit together with the Kafka offset.
//
// A Source (kafkasrc) reads partitions and hands batches to one Worker a partition; the Pipeline makes the workers.
// Files go the same way without a ledger, see filesrc.
package ingest
