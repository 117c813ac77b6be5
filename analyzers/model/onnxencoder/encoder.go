//go:build onnx

package onnxencoder

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	ort "github.com/yalue/onnxruntime_go"

	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/model/wordpiece"
)

// longest is how many pieces of a text are looked at, as training/teacher.py has it.
const longest = 128

// The names of the network's ends, as BERT's exporters give them.
var (
	inputs  = []string{"input_ids", "attention_mask", "token_type_ids"}
	outputs = []string{"last_hidden_state"}
)

// Encoder turns texts into vectors. It is safe for use by several goroutines.
type Encoder struct {
	identity model.Identity
	cutter   *wordpiece.Cutter
	session  *ort.DynamicAdvancedSession
}

// opened are the encoders by what they are made of. ONNX Runtime is one a process and a session is never known to be unused,
// so that who loads rules anew gets the encoder that is there.
var opened = struct {
	sync.Mutex
	by map[model.Identity]*Encoder
}{by: map[model.Identity]*Encoder{}}

// Open makes the encoder whose files lie in folder; the same files give the same encoder. ONNX Runtime itself is loaded once,
// from the folder that is opened first.
func Open(folder string) (*Encoder, error) {
	e, err := open(folder)
	if err != nil {
		return nil, fmt.Errorf("encoder %s: %w", folder, err)
	}
	return e, nil
}

func open(folder string) (*Encoder, error) {
	f, err := readFiles(folder)
	if err != nil {
		return nil, err
	}
	opened.Lock()
	defer opened.Unlock()
	id := f.identity()
	if e := opened.by[id]; e != nil {
		return e, nil
	}
	e := &Encoder{identity: id}
	if e.cutter, err = wordpiece.Read(f.cutting); err != nil {
		return nil, err
	}
	if e.session, err = newSession(f); err != nil {
		return nil, fmt.Errorf("%s.onnx: %w", f.name, err)
	}
	if err := e.Encode(make([]float32, model.Size), ""); err != nil {
		return nil, errors.Join(err, e.session.Destroy())
	}
	opened.by[id] = e
	return e, nil
}

// newSession makes a session of one thread: inspections run beside one another already.
func newSession(f *files) (*ort.DynamicAdvancedSession, error) {
	if !ort.IsInitialized() {
		ort.SetSharedLibraryPath(f.library)
		if err := ort.InitializeEnvironment(); err != nil {
			return nil, fmt.Errorf("%w: %s", err, install)
		}
	}
	o, err := ort.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer o.Destroy()
	if err := errors.Join(o.SetIntraOpNumThreads(1), o.SetInterOpNumThreads(1)); err != nil {
		return nil, err
	}
	return ort.NewDynamicAdvancedSessionWithONNXData(f.network, inputs, outputs, o)
}

// Encode gives the text's vector, of length 1, in dst, which has room for model.Size: that of the piece [CLS], which stands for
// the whole. One text at a time, since the network rounds its values to int8 by what is given to it together.
func (e *Encoder) Encode(dst []float32, text string) error {
	ids := e.cutter.IDs(text, longest)
	given, err := tensors(ids)
	defer func() {
		for _, t := range given {
			t.Destroy()
		}
	}()
	if err != nil {
		return fmt.Errorf("encoder %s: %w", e.identity, err)
	}
	made := []ort.Value{nil}
	if err := e.session.Run(given, made); err != nil {
		return fmt.Errorf("encoder %s: %w", e.identity, err)
	}
	defer made[0].Destroy()
	hidden, ok := made[0].(*ort.Tensor[float32])
	if want := ort.NewShape(1, int64(len(ids)), model.Size); !ok || !slices.Equal(hidden.GetShape(), want) {
		return fmt.Errorf("encoder %s: its network gives %v, want vectors of %d for each piece: take an encoder of that size", e.identity, made[0].GetShape(), model.Size)
	}
	copy(dst[:model.Size], hidden.GetData())
	unit(dst[:model.Size])
	return nil
}

// tensors are the network's inputs: the pieces, that all of them count, and that all are of one text.
func tensors(ids []int64) ([]ort.Value, error) {
	var all []ort.Value
	for _, data := range [][]int64{ids, slices.Repeat([]int64{1}, len(ids)), make([]int64, len(ids))} {
		t, err := ort.NewTensor(ort.NewShape(1, int64(len(ids))), data)
		if err != nil {
			return all, err
		}
		all = append(all, t)
	}
	return all, nil
}

// Identity is the network's name, and the content hash of its file and of that which says how texts are cut.
func (e *Encoder) Identity() model.Identity { return e.identity }

// unit brings v to length 1; the zero vector stays.
func unit(v []float32) {
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	for i := 0; square > 0 && i < len(v); i++ {
		v[i] = float32(float64(v[i]) / math.Sqrt(square))
	}
}
