package analyzers

import (
	"testing"

	"github.com/tingjian/tingjian"
)

// Two texts may have the same hash: what is remembered of one is never given for the other.
func TestMemoTellsTextsOfTheSameHashApart(t *testing.T) {
	m := newMemo(memoBytes)
	mine, other := said{tingjian.Agent, "好的"}, said{tingjian.Agent, "收到"}
	columns := [][]any{{"what 好的 gives"}}
	m.learn(mine, columns, 0)
	m.learn(mine, columns, 0) // what comes again is remembered
	if !m.recall(mine, [][]any{make([]any, 1)}, 0) {
		t.Fatal("a text that came twice is not remembered")
	}
	k, h := m.shard(mine)
	k.known.Add(h, remembered{other, []any{"what 收到 gives"}})
	if got := [][]any{{nil}}; m.recall(mine, got, 0) || got[0][0] != nil {
		t.Fatalf("the other text's result %v was given", got[0][0])
	}
	m.learn(mine, columns, 0)
	got := [][]any{{nil}}
	if !m.recall(mine, got, 0) || got[0][0] != columns[0][0] {
		t.Fatalf("after it came again: %v, want its own result", got[0][0])
	}
	if want := cost(mine); k.bytes != want {
		t.Errorf("%d bytes are counted, want %d", k.bytes, want)
	}
}
