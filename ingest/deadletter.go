package ingest

import (
	"bytes"
	"errors"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/wire"
)

// withheld is the reason of a dead letter that nothing of its message may stand in.
const withheld = "panic while masking: nothing of the message is kept here, as it would stand here as it came: " +
	"read it from the topic at this partition and offset, and please report it"

// refused is the dead letter of a message that could not be taken. What is wrong with it is masked like the message, of which it
// repeats names and values.
func (w *worker) refused(m *Message, why error) ledger.DeadLetter {
	return w.deadLetter(m, func() (record []byte, reason string) {
		reason, _ = w.o.Masker.Text(why.Error())
		return w.o.Masker.Bytes(m.Value), reason
	})
}

// conflicting is the dead letter of a fragment of which something was left out. The reason repeats only what masking has been over
// or leaves as it is, such as numbers of orders, which it would make alike.
func (w *worker) conflicting(m *Message, f *tingjian.Fragment, conflicts []string) ledger.DeadLetter {
	reason := strings.Join(conflicts, "; ")
	record, err := wire.Marshal(f)
	if err != nil {
		return w.refused(m, errors.New(reason))
	}
	return w.deadLetter(m, func() ([]byte, string) { return record, reason })
}

// deadLetter makes one whatever becomes of masking: where that panics, which only a mistake of ours can cause, the letter still says
// where the message lies.
func (w *worker) deadLetter(m *Message, masked func() (record []byte, reason string)) (d ledger.DeadLetter) {
	d = ledger.DeadLetter{Topic: m.Topic, Partition: m.Partition, Offset: m.Offset, Arrived: m.Time}
	defer func() {
		if recover() != nil {
			d.Key, d.Record, d.Reason = "", nil, withheld
		}
	}()
	d.Key = w.key(m.Key)
	d.Record, d.Reason = masked()
	return d
}

// key is a message's key as a dead letter shows it. Sources take the customer or the conversation for it, so it comes out as those do:
// what is shown otherwise is not found when the customer is erased. Some take JSON, which is masked like a message.
func (w *worker) key(raw []byte) string {
	if trimmed := bytes.TrimSpace(raw); len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[') {
		return string(w.o.Masker.Bytes(raw))
	}
	return w.o.Masker.Pseudonym(strings.ReplaceAll(strings.ToValidUTF8(string(raw), "\uFFFD"), "\x00", "\uFFFD"))
}
