package phrasing_test

import (
	"strings"
	"testing"

	"github.com/tingjian/tingjian/analyzers/phrasing"
)

func TestMenu(t *testing.T) {
	for text, want := range map[string]bool{
		"请选择:1.联系|商家 2.退款":      true,
		"请选择:1、退款 2、联系|商家":      true,
		"请选择:1）退款 2）联|系商家 3）发票": true,
		"请联系|商家":                false,
		"1.请联系|商家":              false, // one item is no list
		"请联系|商家 1.退款 2.发票":      false, // it stands before the list
		"12.5元,10.8折,请联系|商家":    false, // figures
	} {
		if got := phrasing.Menu(strings.Replace(text, "|", "", 1), strings.Index(text, "|")); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
