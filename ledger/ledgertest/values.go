package ledgertest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/wire"
)

// Zones with and without whole hours.
var (
	beijing  = time.FixedZone("", 8*60*60)
	nepal    = time.FixedZone("", 5*60*60+45*60)
	base     = time.Date(2024, 8, 6, 10, 10, 15, 0, beijing)
	rawType  = reflect.TypeFor[json.RawMessage]()
	timeType = reflect.TypeFor[time.Time]()
)

// filler gives every field of a value a value of its own, so that a field which a back end forgets is noticed even
// when it was added to the type after the back end was written.
type filler struct{ n int }

func fill[T any](seed int) T {
	var v T
	f := &filler{n: seed}
	f.value(reflect.ValueOf(&v).Elem())
	return v
}

func (f *filler) value(v reflect.Value) {
	f.n++
	switch v.Type() {
	case timeType:
		zone := beijing
		if f.n%2 == 0 {
			zone = nepal
		}
		v.Set(reflect.ValueOf(base.In(zone).Add(time.Duration(f.n)*time.Minute + time.Duration(f.n)*time.Nanosecond)))
		return
	case rawType:
		v.SetBytes(fmt.Appendf(nil, `{"未知":[%d,null,"%d"]}`, f.n, f.n))
		return
	case reflect.TypeFor[tingjian.Deadline]():
		v.Set(reflect.ValueOf(tingjian.Deadline{Pending: true, At: base.Add(time.Duration(f.n) * time.Second)}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("值'\"\n%d", f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.value(v.Elem())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte{0, 1, 0xff, byte(f.n)})
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.value(v.Index(0))
		f.value(v.Index(1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, val := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.value(key)
			f.value(val)
			v.SetMapIndex(key, val)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f.value(v.Field(i))
		}
	default:
		panic("ledgertest: no value for " + v.Type().String())
	}
}

// fullRecord is a record with every field set, not stored yet.
func fullRecord(id string, seed int) *ledger.Record {
	r := fill[ledger.Record](seed)
	r.Transcript.ID, r.Revision, r.Change = id, 0, 0
	return &r
}

// fullInspection is an inspection with every field set but Turns, which are not stored.
func fullInspection(id string, seed int) *tingjian.Inspection {
	in := fill[tingjian.Inspection](seed)
	in.ID, in.Turns = id, nil
	for i := range in.Unsure {
		in.Unsure[i].Status = tingjian.Unsure
	}
	return &in
}

// show writes a record so that two are equal if and only if their texts are.
func show(t testing.TB, r *ledger.Record) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", marshal(t, &r.Transcript))
	for i, turn := range r.Transcript.Turns {
		fmt.Fprintf(&b, "keys %d %q\n", i, turn.Keys)
	}
	fmt.Fprintf(&b, "from %s/%d state %x arrived %s close %q wake %s as of %s revision %d change %d\n",
		r.Topic, r.Partition, r.State, instant(r.Arrived), r.CloseReason, instant(r.Wake), r.WakeAsOf.Format(time.RFC3339Nano),
		r.Revision, r.Change)
	return b.String()
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func marshal(t testing.TB, v any) string {
	t.Helper()
	b, err := wire.Marshal(v)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	return string(b)
}

func ptr[T any](v T) *T { return &v }
