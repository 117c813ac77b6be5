package service_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
)

// modelFor writes the shipped model as if it had been trained on the vectors of another encoder, and gives the file's name.
func modelFor(t *testing.T, encoder model.Identity) string {
	t.Helper()
	m, err := learned.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	other := *m
	other.Encoder = encoder
	data, err := other.Write()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "ours.bin")
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// A model that wants another encoder than the shipped one says where to name it; one that does not goes without it.
func TestEncoderOfAModel(t *testing.T) {
	ours := modelFor(t, model.Identity{Name: "whole", Hash: "0123456789ab"})
	_, err := service.NewJudge(configs.Judge{Model: ours})
	if err == nil || !strings.Contains(err.Error(), "whole 0123456789ab") || !strings.Contains(err.Error(), "judge.encoder") {
		t.Errorf("without judge.encoder: %v", err)
	}
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	_, err = service.NewJudge(configs.Judge{Model: ours, Encoder: nowhere})
	if err == nil || !strings.HasPrefix(err.Error(), "judge.encoder: encoder "+nowhere) {
		t.Errorf("a folder without the encoder: %v", err)
	}
	if _, err := service.NewJudge(configs.Judge{Encoder: nowhere}); err != nil {
		t.Errorf("the shipped model wants none but the shipped encoder: %v", err)
	}
}

// What is made of a snapshot judges as what was made of the files: no setting that shapes findings is left behind.
func TestSnapshotJudgesAsItsFiles(t *testing.T) {
	for name, c := range map[string]configs.Judge{
		"shipped": {}, "by rules": {Model: service.WithoutModel}, "without outcome": {Outcome: service.WithoutModel},
		"a model of one's own": {Model: modelFor(t, model.Identity{})},
	} {
		direct, err := service.NewJudge(c)
		if err != nil {
			t.Fatal(name, err)
		}
		snapshot, err := service.TakeSnapshot(c)
		if err != nil {
			t.Fatal(name, err)
		}
		kept, err := snapshot.Judge()
		if err != nil {
			t.Fatal(name, err)
		}
		if direct.Ruleset() != kept.Ruleset() {
			t.Errorf("%s: the ruleset %s became %s in its snapshot", name, direct.Ruleset(), kept.Ruleset())
		}
	}
}
