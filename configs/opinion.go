package configs

import (
	"fmt"
	"os"
	"time"
)

// Opinion configures the language model that is asked for a second opinion on unsure findings (第二意见), see package opinion.
// No URL means none.
type Opinion struct {
	URL           string        `koanf:"url"`
	Model         string        `koanf:"model"`
	KeyEnv        string        `koanf:"key_env"`
	Format        string        `koanf:"format"` // json_schema, json_object or text
	Timeout       time.Duration `koanf:"timeout"`
	Parallel      int           `koanf:"parallel"`
	AnswerTokens  int           `koanf:"answer_tokens"`
	DailyRequests int           `koanf:"daily_requests"`
	DailyTokens   int           `koanf:"daily_tokens"`
	Cache         string        `koanf:"cache"` // a folder
}

// Key is the key for the address: the value of the variable that KeyEnv names; empty where it names none.
func (o *Opinion) Key() (string, error) {
	if o.KeyEnv == "" {
		return "", nil
	}
	key := os.Getenv(o.KeyEnv)
	if key == "" {
		return "", fmt.Errorf("opinion.key_env: environment variable %s: is not set", o.KeyEnv)
	}
	return key, nil
}
