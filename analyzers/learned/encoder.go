package learned

import (
	"fmt"

	"github.com/tingjian/tingjian/analyzers/model"
)

// goesWith reports what is wrong where the model was trained on the vectors of another encoder. A model file that names no
// encoder goes with the shipped one.
func (m *Model) goesWith(at model.Identity) error {
	want := m.Encoder
	if want == at || want.Name == "" && at.Shipped() {
		return nil
	}
	if want.Shipped() {
		return fmt.Errorf("model of turns %s: it was trained on the vectors of the encoder %s, this program has %s: take the model that ships with this program, or train one with \"tingjian train turns\"", m.Version, want, at)
	}
	return fmt.Errorf("model of turns %s: it was trained on the vectors of the encoder %s, at hand is %s: name the folder of that encoder in judge.encoder, or train a model for the one at hand with \"tingjian train turns\"", m.Version, want, at)
}
