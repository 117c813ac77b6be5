package lexicon

import (
	"errors"
	"fmt"
)

// IDs looks several lists up at once. The error names every one that is missing.
func (l *Lexicon) IDs(names ...string) ([]ListID, error) {
	ids := make([]ListID, len(names))
	var errs []error
	for i, name := range names {
		id, ok := l.ID(name)
		if !ok {
			errs = append(errs, fmt.Errorf("list %q: there is none: add a file with this name below lexicons", name))
		}
		ids[i] = id
	}
	return ids, errors.Join(errs...)
}
