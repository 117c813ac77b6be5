package configs

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/knadh/koanf/v2"

	"github.com/tingjian/tingjian/wire"
)

// Default is the configuration file that holds every setting with its default, commented.
//
//go:embed tingjian.yaml
var Default []byte

// Config is the configuration of every command. The comments of tingjian.yaml say what each setting does.
type Config struct {
	DataDir string `koanf:"data_dir"`
	Listen  string `koanf:"listen"`
	Log     struct {
		Level  string `koanf:"level"`
		Format string `koanf:"format"`
	} `koanf:"log"`
	Kafka  Kafka `koanf:"kafka"`
	Ingest struct {
		MaxBytes    int           `koanf:"max_bytes"`
		MaxTurns    int           `koanf:"max_turns"`
		IdleClose   time.Duration `koanf:"idle_close"`
		CachedTurns int           `koanf:"cached_turns"`
		// What one conversation may hold, however many fragments it comes in.
		ConversationTurns int `koanf:"conversation_turns"`
		ConversationBytes int `koanf:"conversation_bytes"`
	} `koanf:"ingest"`
	Mask struct {
		KeyFile string `koanf:"key_file"`
	} `koanf:"mask"`
	Judge Judge `koanf:"judge"`
	Cases struct {
		Window time.Duration `koanf:"window"`
	} `koanf:"cases"`
	SignIn  SignIn `koanf:"sign_in"`
	Review  Review `koanf:"review"`
	Metrics struct {
		Open bool `koanf:"open"`
	} `koanf:"metrics"`
	Scorecard Scorecard `koanf:"scorecard"`
	Opinion   Opinion   `koanf:"opinion"`
}

// Limits are those of one fragment: the configured ones, and the depth of the contract.
func (c *Config) Limits() wire.Limits {
	return wire.Limits{Bytes: c.Ingest.MaxBytes, Turns: c.Ingest.MaxTurns, Depth: wire.DefaultLimits().Depth}
}

// Review configures what people are given to review, see package verdicts.
type Review struct {
	Uniform  float64 `koanf:"uniform"`
	Risky    float64 `koanf:"risky"`
	Riskiest float64 `koanf:"riskiest"`
	Blind    float64 `koanf:"blind"`
}

// Judge configures what judges: rules, rubric and limits.
type Judge struct {
	Dir          string        `koanf:"dir"`
	Rubric       string        `koanf:"rubric"`
	WaitingLimit time.Duration `koanf:"waiting_limit"`
	Model        string        `koanf:"model"`
	Encoder      string        `koanf:"encoder"`
	Outcome      string        `koanf:"outcome"`
	Watch        time.Duration `koanf:"watch"`
}

// Kafka configures the broker. No Brokers means the embedded one.
type Kafka struct {
	Brokers           []string      `koanf:"brokers"`
	EmbeddedAddr      string        `koanf:"embedded_addr"`
	EmbeddedRetention time.Duration `koanf:"embedded_retention"`
	Group             string        `koanf:"group"`
	Partitions        int           `koanf:"partitions"`
	Replicas          int           `koanf:"replicas"`
	SessionTimeout    time.Duration `koanf:"session_timeout"`
	BatchMessages     int           `koanf:"batch_messages"`
	BatchBytes        int           `koanf:"batch_bytes"`
	SASL              struct {
		Mechanism string `koanf:"mechanism"`
		Username  string `koanf:"username"`
		Password  string `koanf:"password"`
	} `koanf:"sasl"`
	TLS struct {
		Enabled            bool   `koanf:"enabled"`
		CAFile             string `koanf:"ca_file"`
		CertFile           string `koanf:"cert_file"`
		KeyFile            string `koanf:"key_file"`
		ServerName         string `koanf:"server_name"`
		InsecureSkipVerify bool   `koanf:"insecure_skip_verify"`
	} `koanf:"tls"`
	Topics struct {
		Transcripts     string `koanf:"transcripts"`
		Inspections     string `koanf:"inspections"`
		Findings        string `koanf:"findings"`
		MerchantWeights string `koanf:"merchant_weights"`
		DeadLetters     string `koanf:"dead_letters"`
	} `koanf:"topics"`
}

// shortNames are the settings whose flag and environment variable leave out where the setting stands.
var shortNames = map[string]string{"brokers": "kafka.brokers", "embedded_addr": "kafka.embedded_addr"}

// Load reads the configuration: defaults, then the file (empty: none), then the environment as of os.Environ, then the
// flags that were given, by setting ("listen", "kafka.brokers"). It reports all problems at once, each with its place:
// path:line:col, the environment variable or the flag.
func Load(path string, environ []string, flags map[string]string) (*Config, error) {
	defaults, err := parse("tingjian.yaml", Default)
	if err != nil {
		return nil, err
	}
	layers := []*layer{defaults}
	if path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("configuration: %w", err)
		}
		file, err := parse(path, data)
		if err != nil {
			return nil, err
		}
		layers = append(layers, file)
	}
	types := settings()
	env, unknown := fromEnviron(environ, types)
	layers = append(layers, env, fromFlags(flags, types))

	k := koanf.New(".")
	for _, l := range layers {
		if err := k.Load(l, nil); err != nil {
			return nil, fmt.Errorf("configuration: %w", err)
		}
	}
	if problems := append(unknown, check(k.Raw(), layers)...); len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	c := &Config{}
	if err := k.Unmarshal("", c); err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return c, c.settle()
}

// settle fills in the places that depend on the machine.
func (c *Config) settle() error {
	if c.DataDir == "" {
		base := os.Getenv("XDG_DATA_HOME")
		if base == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				return errors.New("data_dir: neither XDG_DATA_HOME nor a home folder is known: give --data-dir")
			}
			base = filepath.Join(home, ".local", "share")
		}
		c.DataDir = filepath.Join(base, "tingjian")
	}
	if c.Mask.KeyFile == "" {
		c.Mask.KeyFile = filepath.Join(c.DataDir, "mask.key")
	}
	if c.Opinion.Cache == "" {
		c.Opinion.Cache = filepath.Join(c.DataDir, "opinions")
	}
	return nil
}

// fromEnviron takes the variables that name a setting. Others that begin with TINGJIAN_ are reported: they are mostly
// misspelt.
func fromEnviron(environ []string, types map[string]string) (*layer, []error) {
	names := map[string]string{}
	for key := range types {
		names["TINGJIAN_"+strings.ToUpper(strings.ReplaceAll(key, ".", "_"))] = key
	}
	for short, key := range shortNames {
		names["TINGJIAN_"+strings.ToUpper(short)] = key
	}
	l := newLayer()
	var unknown []error
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, "TINGJIAN_") {
			continue
		}
		key, known := names[name]
		if !known {
			unknown = append(unknown, fmt.Errorf("environment variable %s: no such setting: %s", name, suggest(name, names)))
			continue
		}
		l.set(key, coerce(value, types[key]), "environment variable "+name)
	}
	return l, unknown
}

func fromFlags(flags map[string]string, types map[string]string) *layer {
	l := newLayer()
	for key, value := range flags {
		l.set(key, coerce(value, types[key]), "flag --"+strings.ReplaceAll(strings.TrimPrefix(key, "kafka."), "_", "-"))
	}
	return l
}
