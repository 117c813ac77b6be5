package configs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/configs"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaultsAreComplete(t *testing.T) {
	c, err := configs.Load("", nil, map[string]string{"data_dir": "d"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8321" || c.Kafka.EmbeddedAddr != "127.0.0.1:9192" || len(c.Kafka.Brokers) != 0 ||
		c.Ingest.IdleClose != 30*time.Minute || c.Judge.WaitingLimit != 3*time.Minute || c.Ingest.MaxBytes != 1<<20 ||
		c.Kafka.Topics.DeadLetters != "dead-letters" || c.Mask.KeyFile != filepath.Join("d", "mask.key") {
		t.Errorf("defaults: %+v", c)
	}
}

func TestFlagsWinOverEnvironmentOverFile(t *testing.T) {
	path := write(t, "listen: 127.0.0.1:1\nlog: {level: warn}\nkafka:\n  brokers: [a:1]\n  partitions: 3\n")
	env := []string{"TINGJIAN_LISTEN=127.0.0.1:2", "TINGJIAN_BROKERS=b:1,b:2", "HOME=/x", "TINGJIAN_KAFKA_TLS_ENABLED=true"}
	c, err := configs.Load(path, env, map[string]string{"listen": "127.0.0.1:3", "data_dir": "d"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:3" || !slices.Equal(c.Kafka.Brokers, []string{"b:1", "b:2"}) || c.Kafka.Partitions != 3 ||
		c.Log.Level != "warn" || c.Log.Format != "text" || !c.Kafka.TLS.Enabled {
		t.Errorf("got %+v", c)
	}
}

func TestAllProblemsAtOnceEachWithItsPlace(t *testing.T) {
	path := write(t, "listen: nowhere\nlog:\n  levle: info\nkafka:\n  partitions: many\n  sasl:\n    mechanism: NTLM\ningest:\n  idle_close: soon\n")
	_, err := configs.Load(path, []string{"TINGJIAN_KAFKA_BATCH_BYTES=7", "TINGJIAN_LISTN=x"}, map[string]string{"kafka.embedded_addr": "x"})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{
		":1:1: listen: want host:port", ":3:3: log.levle: no such setting: did you mean log.level?", ":5:3: kafka.partitions:",
		":7:5: kafka.sasl.mechanism:", ":9:3: ingest.idle_close: want a duration", "environment variable TINGJIAN_KAFKA_BATCH_BYTES: kafka.batch_bytes:",
		"environment variable TINGJIAN_LISTN: no such setting: did you mean TINGJIAN_LISTEN?", "flag --embedded-addr: kafka.embedded_addr: want host:port",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
}

func TestBrokenFiles(t *testing.T) {
	for name, text := range map[string]string{
		"not a mapping": "- a\n- b\n", "bad indent": "log:\n level: info\n   format: text\n", "tab": "log:\n\tlevel: info\n", "doubled key": "listen: a:1\nlisten: b:2\n",
		"two documents": "listen: a:1\n---\nlisten: b:2\n", "a list for a text": "listen: [a]\n", "a text for a section": "kafka: x\n",
	} {
		t.Run(name, func(t *testing.T) {
			if c, err := configs.Load(write(t, text), nil, map[string]string{"data_dir": "d"}); err == nil {
				t.Errorf("accepted: %+v", c)
			} else if !strings.Contains(err.Error(), "t.yaml") {
				t.Errorf("names no file: %v", err)
			}
		})
	}
	if _, err := configs.Load(write(t, "# nothing\n"), nil, map[string]string{"data_dir": "d"}); err != nil {
		t.Errorf("a file of comments only: %v", err)
	}
	if _, err := configs.Load("no-such-file.yaml", nil, nil); err == nil {
		t.Error("a missing file was accepted")
	}
}
