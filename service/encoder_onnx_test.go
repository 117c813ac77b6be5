//go:build onnx

package service_test

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
)

// A model that was trained on the whole encoder's vectors judges with it, from the files and from a snapshot alike.
func TestJudgeWithTheWholeEncoder(t *testing.T) {
	out, err := exec.Command("../scripts/install-onnx").Output()
	if err != nil {
		t.Fatal(err)
	}
	folder := strings.TrimSpace(string(out))
	e, err := service.OpenEncoder(folder)
	if err != nil {
		t.Fatal(err)
	}
	c := configs.Judge{Model: modelFor(t, e.Identity()), Encoder: folder}
	snapshot, err := service.TakeSnapshot(c)
	if err != nil {
		t.Fatal(err)
	}
	judge, err := snapshot.Judge()
	if err != nil {
		t.Fatal(err)
	}
	in := judge.Inspect(&tingjian.Transcript{ID: "c", Closed: true, Meta: tingjian.Meta{Channel: tingjian.Chat}, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "我买的电饭锅第二天就不通电了,你们说怎么办"},
		{Speaker: tingjian.Agent, Agent: "a-1", Text: "反正我们是不管的,您爱找谁找谁"},
	}}, time.Time{})
	if len(in.Failures) > 0 || len(in.Findings) == 0 {
		t.Errorf("%d findings, failures %v", len(in.Findings), in.Failures)
	}
}
