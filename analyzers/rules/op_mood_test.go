package rules_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
)

// moody makes a set of one rule with the shipped lists.
func moody(t *testing.T, lines string) *rules.Set {
	t.Helper()
	all, err := rules.Load(fstest.MapFS{"rules/r/rule.yaml": {Data: []byte(frame(lines))}}, "rules")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := rules.Lists(moodFiles(t), "lexicons")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(all, lists)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// moodFiles are the shipped lists that moods are read with.
func moodFiles(t *testing.T) fs.FS {
	t.Helper()
	files, err := fs.Glob(configs.FS, "lexicons/clause-*.yaml")
	some := fstest.MapFS{}
	for _, file := range files {
		data, readErr := fs.ReadFile(configs.FS, file)
		err = errors.Join(err, readErr)
		some[file] = &fstest.MapFile{Data: data}
	}
	if err != nil {
		t.Fatal(err)
	}
	return some
}

func TestNotIn(t *testing.T) {
	set := moody(t, "any: [没办法, 退款]\nnot_in: [question, condition, negation, quotation, report]")
	check(t, set, `
客服: 真的没办法 // want r:"没办法"
客服: 没办法的话给您换
客服: 没办法吗？要退款 // want r:"退款"
客服: 快递说没办法
客服: 您说的“没办法”我记下了
客服: 不是没办法
客服: 没有给您退款
`)
	check(t, moody(t, "near: {a: [给您], b: [退], within: 4, ordered: true}\nnot_in: negation"), `
客服: 给您退 // want r:"给您退"
客服: 不能给您退
`)
}

func TestNotInIsRefusedWhereItIsWrong(t *testing.T) {
	if _, err := rules.Load(fstest.MapFS{"rules/r/rule.yaml": {Data: []byte(frame("any: 甲\nnot_in: [asking]"))}}, "rules"); err == nil || !strings.Contains(err.Error(), "asking") {
		t.Errorf("an unknown mood gives %v", err)
	}
	all, err := rules.Load(fstest.MapFS{"rules/r/rule.yaml": {Data: []byte(frame("any: 甲\nnot_in: question"))}}, "rules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rules.Compile(all, testLists()); err == nil || !strings.Contains(err.Error(), "clause.ask") {
		t.Errorf("without the lists: %v", err)
	}
}
