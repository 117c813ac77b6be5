package service_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/ingest"
)

// TestAConversationWithoutEnd comes from a source that gives all it sends one id: the conversation stays within its bounds, what goes
// beyond is kept as dead letters, the others go on, and it can still be closed.
func TestAConversationWithoutEnd(t *testing.T) {
	left := 0
	var sent []string
	for i := range 12 {
		sent = append(sent, fmt.Sprintf(`{"id":"bot","turns":[{"speaker":"customer","text":"第%d句,电话13812345678"}]}`, i))
	}
	sent = append(sent, sent[3], plain, `{"id":"bot","turns":[{"seq":99,"speaker":"bot","text":"再见"}],"closed":true}`)
	l := handledBy(t, ingest.Options{Masker: newMasker(t), Bounds: ingest.Bounds{Turns: 5, Bytes: 1 << 20}, LeftOut: func(n int) { left += n }}, sent...)
	r, err := l.Load(t.Context(), "bot")
	if err != nil || len(r.Transcript.Turns) != 5 || !r.Transcript.Closed {
		t.Fatalf("%+v, %v; want five turns, closed", r, err)
	}
	if _, err := l.Load(t.Context(), "c-good"); err != nil {
		t.Errorf("the other conversation: %v", err)
	}
	letters := deadLetters(t, l)
	if len(letters) != 8 || left != 8 {
		t.Fatalf("%d dead letters, %d left out; want 7 turns and the last word", len(letters), left)
	}
	for _, d := range letters {
		if !strings.Contains(d.Reason, "ingest.conversation_turns") || strings.Contains(string(d.Record), "13812345678") {
			t.Errorf("dead letter %q, because %q", d.Record, d.Reason)
		}
	}
}
