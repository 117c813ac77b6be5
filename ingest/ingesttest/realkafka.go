package ingesttest

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// RealKafka starts a broker of Apache Kafka with scripts/kafka-cluster, which fetches what is missing, and stops it when
// the test ends. Where that fails the test fails; it is skipped in short mode only.
func RealKafka(t testing.TB) Backend { return realCluster(t, 1) }

// RealKafkaCluster starts three brokers that hold copies of every partition. Its Restart kills one of them, each time the
// next, which the others then replace.
func RealKafkaCluster(t testing.TB) Backend { return realCluster(t, 3) }

func realCluster(t testing.TB, brokers int) *realKafka {
	t.Helper()
	if testing.Short() {
		t.Skip("a real Kafka is not started in short mode")
	}
	k := &realKafka{dir: t.TempDir(), script: filepath.Join(moduleRoot(t), "scripts", "kafka-cluster"), base: freePorts(t, brokers), certificate: newCertificate(t), brokers: brokers}
	k.run(t, "up", strconv.Itoa(brokers), k.dir)
	t.Cleanup(func() { k.run(t, "down", k.dir) })
	return k
}

type realKafka struct {
	dir, script string
	base        int // broker n listens on the port n after it; a single broker also fifty further, with TLS and sign-in
	brokers     int
	restarts    int
	certificate certificate
}

func (k *realKafka) Name() string {
	if k.brokers > 1 {
		return fmt.Sprintf("real Kafka of %d brokers", k.brokers)
	}
	return "real Kafka"
}

func (k *realKafka) Connection() kafkasrc.Connection {
	c := kafkasrc.Connection{Log: quietLog()}
	for n := 1; n <= k.brokers; n++ {
		c.Brokers = append(c.Brokers, k.address(n))
	}
	return c
}

func (k *realKafka) address(port int) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(k.base+port))
}

// Restart kills the broker with signal 9.
func (k *realKafka) Restart(t testing.TB) {
	t.Helper()
	n := strconv.Itoa(1 + k.restarts%k.brokers)
	k.restarts++
	k.run(t, "kill", k.dir, n)
	if k.brokers > 1 {
		time.Sleep(5 * time.Second) // the others notice after 3 s and go on without it
	}
	k.run(t, "start", k.dir, n)
}

func (k *realKafka) run(t testing.TB, args ...string) {
	t.Helper()
	cmd := exec.Command(k.script, args...)
	cmd.Env = append(os.Environ(), "KAFKA_PORT_BASE="+strconv.Itoa(k.base), "KAFKA_EXTRA="+k.settings())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", k.script, strings.Join(args, " "), err, out)
	}
}

// settings shorten what tests would wait for, a broker that was killed is given up after 3 s, and add to a single broker a
// listener with TLS and sign-in.
func (k *realKafka) settings() string {
	lines := []string{
		"broker.session.timeout.ms=3000",
		"broker.heartbeat.interval.ms=500",
		"group.min.session.timeout.ms=" + strconv.FormatInt(MinSession.Milliseconds(), 10),
	}
	if k.brokers > 1 {
		return strings.Join(lines, "\n")
	}
	const login = "org.apache.kafka.common.security."
	return strings.Join(append(lines,
		fmt.Sprintf("listeners=PLAINTEXT://%s,CONTROLLER://%s,SASL_SSL://%s", k.address(1), k.address(101), k.address(51)),
		fmt.Sprintf("advertised.listeners=PLAINTEXT://%s,SASL_SSL://%s", k.address(1), k.address(51)),
		"listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
		"sasl.enabled.mechanisms="+strings.Join(mechanisms, ","),
		fmt.Sprintf("listener.name.sasl_ssl.plain.sasl.jaas.config=%splain.PlainLoginModule required user_%s=%q;", login, secureUser, securePassword),
		"listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config="+login+"scram.ScramLoginModule required;",
		"listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config="+login+"scram.ScramLoginModule required;",
		"ssl.keystore.type=PEM",
		"ssl.keystore.location="+k.certificate.bothFile,
	), "\n")
}

func (k *realKafka) Secure(t testing.TB) map[string]kafkasrc.Connection {
	t.Helper()
	k.addUser(t)
	return k.certificate.connections(k.address(51))
}

// addUser makes the user's SCRAM passwords; the one for PLAIN is in the settings.
func (k *realKafka) addUser(t testing.TB) {
	t.Helper()
	const iterations = 4096
	salt := []byte("salt of the tests")
	short, err256 := pbkdf2.Key(sha256.New, securePassword, salt, iterations, sha256.Size)
	long, err512 := pbkdf2.Key(sha512.New, securePassword, salt, iterations, sha512.Size)
	if err256 != nil || err512 != nil {
		t.Fatal(err256, err512)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client := rawClient(t, k)
	for mechanism, salted := range map[int8][]byte{1: short, 2: long} { // Kafka refuses both in one request
		u := kmsg.NewAlterUserSCRAMCredentialsRequestUpsertion()
		u.Name, u.Mechanism, u.Iterations, u.Salt, u.SaltedPassword = secureUser, mechanism, iterations, salt, salted
		request := kmsg.NewPtrAlterUserSCRAMCredentialsRequest()
		request.Upsertions = append(request.Upsertions, u)
		response, err := request.RequestWith(ctx, client)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range response.Results {
			if r.ErrorCode != 0 {
				t.Fatalf("making the user %s: error %d", r.User, r.ErrorCode)
			}
		}
	}
}

// moduleRoot is the folder of go.mod, above the folder in which the test runs.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test's folder, so scripts/kafka-cluster cannot be found")
		}
		dir = filepath.Dir(dir)
	}
}

// freePorts finds a base such that the ports used are free now. They lie below those that systems hand out on their own.
func freePorts(t testing.TB, brokers int) int {
	t.Helper()
	for range 100 {
		base := 20000 + 200*rand.IntN(60)
		ports := []int{base + 51}
		for n := 1; n <= brokers; n++ {
			ports = append(ports, base+n, base+100+n)
		}
		if !slices.ContainsFunc(ports, taken) {
			return base
		}
	}
	t.Fatal("no free ports for Kafka were found between 20000 and 32000")
	return 0
}

func taken(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return true
	}
	l.Close()
	return false
}
