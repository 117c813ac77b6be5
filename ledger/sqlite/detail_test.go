package sqlite

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
)

// TestSame changes every field of a finding and of a detail, however deep, and requires that it is seen: what the
// comparison overlooks would never be written. Fields that are added to the types later are covered too.
func TestSame(t *testing.T) {
	f := full[tingjian.Finding]()
	each(t, reflect.ValueOf(f).Elem(), "finding", func(place string) {
		if sameFinding(f, full[tingjian.Finding]()) {
			t.Errorf("a change of %s is not seen", place)
		}
	})
	if !sameFinding(f, full[tingjian.Finding]()) {
		t.Error("equal findings differ")
	}
	d := full[detail]()
	each(t, reflect.ValueOf(d).Elem(), "detail", func(place string) {
		if sameDetail(d, full[detail]()) {
			t.Errorf("a change of %s is not seen", place)
		}
	})
	if !sameDetail(d, full[detail]()) {
		t.Error("equal details differ")
	}
}

// TestClone changes every field of a finding and of a detail after it was copied; the copy must stay as it was.
func TestClone(t *testing.T) {
	d := full[detail]()
	kept := d.clone()
	each(t, reflect.ValueOf(d).Elem(), "detail", func(place string) {
		if !reflect.DeepEqual(kept, full[detail]()) {
			t.Errorf("a change of %s reaches the copy", place)
		}
	})
	f := full[tingjian.Finding]()
	findings := cloneFindings([]tingjian.Finding{*f})
	each(t, reflect.ValueOf(f).Elem(), "finding", func(place string) {
		if !reflect.DeepEqual(&findings[0], full[tingjian.Finding]()) {
			t.Errorf("a change of %s reaches the copy", place)
		}
	})
}

// full makes a value with one element in every slice and something behind every pointer.
func full[T any]() *T {
	v := new(T)
	var grow func(reflect.Value)
	grow = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.Type() == reflect.TypeFor[*time.Location]() {
				return
			}
			v.Set(reflect.New(v.Type().Elem()))
			grow(v.Elem())
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			grow(v.Index(0))
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() {
				return
			}
			for i := range v.NumField() {
				grow(v.Field(i))
			}
		}
	}
	grow(reflect.ValueOf(v).Elem())
	return v
}

// each changes one field after the other, calls f, and changes it back.
func each(t *testing.T, v reflect.Value, place string, f func(place string)) {
	t.Helper()
	old := reflect.New(v.Type()).Elem()
	old.Set(v)
	with := func(change func()) {
		change()
		f(place)
		v.Set(old)
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		with(func() { v.Set(reflect.ValueOf(time.Unix(1, 0))) })
		return
	}
	switch v.Kind() {
	case reflect.String:
		with(func() { v.SetString("x") })
	case reflect.Bool:
		with(func() { v.SetBool(true) })
	case reflect.Int:
		with(func() { v.SetInt(7) })
	case reflect.Float64:
		with(func() { v.SetFloat(7.5) })
	case reflect.Pointer:
		with(func() { v.SetZero() })
		each(t, v.Elem(), place, f)
	case reflect.Slice:
		with(func() { v.SetZero() })
		each(t, v.Index(0), place+"[0]", f)
	case reflect.Struct:
		for i := range v.NumField() {
			each(t, v.Field(i), fmt.Sprintf("%s.%s", place, v.Type().Field(i).Name), f)
		}
	default:
		t.Fatalf("%s is a %s, which this test cannot change yet", place, v.Type())
	}
}
