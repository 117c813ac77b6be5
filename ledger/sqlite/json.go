package sqlite

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"github.com/tingjian/tingjian/wire"
)

// object writes a map as a JSON object; null where it is empty.
func object(m map[string]json.RawMessage) (driver.Value, error) {
	if len(m) == 0 {
		return nil, nil
	}
	return text(m)
}

// text writes v as JSON text.
func text(v any) (driver.Value, error) {
	b, err := wire.Marshal(v)
	if err != nil {
		return nil, err
	}
	return string(b), nil
}

// jsonColumn reads a column of JSON into what v points to, and leaves it as it is where the column is null.
type jsonColumn struct{ v any }

func (c jsonColumn) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return wire.Unmarshal([]byte(v), c.v)
	}
	return fmt.Errorf("JSON is stored as %T, want text", v)
}
