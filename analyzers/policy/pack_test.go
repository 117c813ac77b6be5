package policy_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tingjian/tingjian/analyzers/policy"
	"github.com/tingjian/tingjian/configs/policies"
)

// Every shipped pack says what the right is, where it stands and since when.
func TestShippedPacks(t *testing.T) {
	packs, err := policy.Load(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(packs) < 10 {
		t.Errorf("%d packs, want those of the law and of the platforms", len(packs))
	}
	for _, p := range packs {
		if p.Title == "" || p.Law == "" || p.Source == "" || p.Since == "" || len(p.Refuses) == 0 || len(p.Asks) == 0 {
			t.Errorf("%s: incomplete: %+v", p.Name, p)
		}
	}
}

func TestLoadNamesEveryProblem(t *testing.T) {
	_, err := policy.Load(fstest.MapFS{"a.yaml": {Data: []byte("title: x\nlaw: y\nsince: soon\nrefuses: [z]\nday: 3\n")}})
	for _, want := range []string{"a.yaml", "source", "asks", "since", "day"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q in it", err, want)
		}
	}
}
