// Package broker runs a broker that speaks the Kafka protocol inside this process (内嵌消息队列), with its data in a
// folder, so that Tingjian needs nothing installed. It is reached over TCP by the same client code as Apache Kafka.
//
// It is one broker without replication: what a killed process had acknowledged is there again at the next start, what a
// machine without power had acknowledged may not be.
package broker

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
)

// DefaultAddr is where the embedded broker listens unless told otherwise.
const DefaultAddr = "127.0.0.1:9192"

// DefaultMaxMessageBytes is the largest batch of messages that the broker takes, in bytes. It is far above the largest
// fragment that the decoder accepts, because a message that is too large must reach the dead letters to be seen.
const DefaultMaxMessageBytes = 8 << 20

// ErrInUse means that another process listens on the address or holds the folder.
var ErrInUse = errors.New("in use by another process")

// Options say how to run the broker. The zero value listens on DefaultAddr and keeps everything in memory.
type Options struct {
	// Addr is the host:port to listen on, and the address that clients are told to use, so the host must be one that
	// clients can reach. Empty: DefaultAddr. Port 0: any free port.
	Addr string
	// Dir holds the log of every topic and what the consumer groups have committed. Empty: nothing outlives the process.
	Dir string
	// MaxMessageBytes is the largest batch of messages accepted. 0: DefaultMaxMessageBytes.
	MaxMessageBytes int
	// MinSessionTimeout is the shortest session timeout that a consumer group may ask for. 0: 6 s, as in Apache Kafka.
	MinSessionTimeout time.Duration
	// TLS makes clients connect by TLS with this configuration. Nil: plain text.
	TLS *tls.Config
	// Users are those who may sign in by SASL. None: nobody needs to.
	Users []User
	// Log receives what the broker has to report. Nil: nowhere.
	Log *slog.Logger
}

// User may sign in by one SASL mechanism: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.
type User struct{ Mechanism, Name, Password string }

// Broker is a running broker.
type Broker struct {
	cluster *kfake.Cluster
	addr    string
	lock    *os.File
	close   sync.Once
}

// Start runs a broker until Close. It fails with an error that wraps ErrInUse when the port or the folder is taken.
func Start(o Options) (*Broker, error) {
	if o.Addr == "" {
		o.Addr = DefaultAddr
	}
	if o.MaxMessageBytes == 0 {
		o.MaxMessageBytes = DefaultMaxMessageBytes
	}
	if err := check(o); err != nil {
		return nil, fmt.Errorf("embedded broker: %w", err)
	}
	listener, err := listen(o.Addr)
	if err != nil {
		return nil, fmt.Errorf("embedded broker: %w", err)
	}
	lock, err := lockFolder(o.Dir)
	if err != nil {
		listener.Close()
		return nil, fmt.Errorf("embedded broker: %w", err)
	}
	cluster, err := kfake.NewCluster(clusterOptions(o, listener)...)
	if err != nil {
		listener.Close()
		unlock(lock)
		return nil, fmt.Errorf("embedded broker: cannot open the data in %q: %w", o.Dir, err)
	}
	return &Broker{cluster: cluster, addr: listener.Addr().String(), lock: lock}, nil
}

// Addr is the host:port that the broker listens on.
func (b *Broker) Addr() string { return b.addr }

// Close stops the broker and writes down what it holds. It may be called more than once.
func (b *Broker) Close() {
	b.close.Do(func() {
		b.cluster.Close()
		unlock(b.lock)
	})
}

// check finds everything that is wrong with the options before anything is opened.
func check(o Options) error {
	var errs []error
	host, port, err := net.SplitHostPort(o.Addr)
	if err != nil {
		errs = append(errs, fmt.Errorf("address %q: %w: write host:port, for example %s", o.Addr, err, DefaultAddr))
	} else {
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			errs = append(errs, fmt.Errorf("address %q: clients are told to connect to it: name one address of this machine, for example %s",
				o.Addr, net.JoinHostPort("127.0.0.1", port)))
		}
		if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
			errs = append(errs, fmt.Errorf("address %q: port %q is not a number from 0 to 65535", o.Addr, port))
		}
	}
	for _, u := range o.Users {
		switch u.Mechanism {
		case "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512":
		default:
			errs = append(errs, fmt.Errorf("user %q: mechanism %q is unknown: choose PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512", u.Name, u.Mechanism))
		}
	}
	return errors.Join(errs...)
}

// listen opens the port. The address is told from other failures, because a second instance is the usual cause.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("address %s: %w: stop it, or choose another address", addr, ErrInUse)
	case err != nil:
		return nil, fmt.Errorf("address %s: cannot listen: %w", addr, err)
	}
	return l, nil
}

// clusterOptions lets no client make a topic by asking for it (kfake.AllowAutoTopicCreation): such topics are not written down and
// lose their messages at a restart. kafkasrc.EnsureTopics makes them by name.
func clusterOptions(o Options, listener net.Listener) []kfake.Opt {
	port := listener.Addr().(*net.TCPAddr).Port
	opts := []kfake.Opt{
		kfake.Ports(port), // one broker
		kfake.ListenFn(func(string, string) (net.Listener, error) { return listener, nil }),
		kfake.ClusterID("tingjian-embedded"),
		kfake.BrokerConfigs(map[string]string{"message.max.bytes": strconv.Itoa(o.MaxMessageBytes)}),
	}
	if o.Dir != "" {
		opts = append(opts, kfake.DataDir(logFolder(o.Dir)))
	}
	if o.MinSessionTimeout > 0 {
		opts = append(opts, kfake.GroupMinSessionTimeout(o.MinSessionTimeout))
	}
	if o.TLS != nil {
		opts = append(opts, kfake.TLS(o.TLS))
	}
	if len(o.Users) > 0 {
		opts = append(opts, kfake.EnableSASL())
	}
	for _, u := range o.Users {
		opts = append(opts, kfake.Superuser(u.Mechanism, u.Name, u.Password))
	}
	if o.Log != nil {
		opts = append(opts, kfake.WithLogger(clusterLog{o.Log}))
	}
	return opts
}

func logFolder(dir string) string { return filepath.Join(dir, "log") }

// clusterLog passes the broker's own messages on. Its information is about every request, so it counts as debugging.
type clusterLog struct{ log *slog.Logger }

func (l clusterLog) Logf(level kfake.LogLevel, format string, args ...any) {
	switch level {
	case kfake.LogLevelError:
		l.log.Error("embedded broker: " + fmt.Sprintf(format, args...))
	case kfake.LogLevelWarn:
		l.log.Warn("embedded broker: " + fmt.Sprintf(format, args...))
	}
}
