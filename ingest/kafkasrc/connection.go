// Package kafkasrc reads and writes Kafka topics through segmentio/kafka-go, and is the only package that imports it.
//
// Source joins a consumer group to share partitions with other processes, but the offset at which a partition is read is
// the worker's, which keeps it in the ledger together with everything that the messages caused. What is committed to
// Kafka is a copy for lag tools. docs/kafka.md explains the settings and what happens when something fails.
package kafkasrc

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

// ErrUnreachable means that no broker answered, or that it refused this client.
var ErrUnreachable = errors.New("kafka cannot be reached")

// DefaultTimeout is how long connecting to a broker may take, sign-in included.
const DefaultTimeout = 5 * time.Second

// Connection says where the brokers are and how to sign in.
type Connection struct {
	Brokers  []string // host:port each; any of them leads to the others
	ClientID string   // shown in the brokers' logs and quotas
	SASL     SASL
	TLS      TLS
	Timeout  time.Duration // limit for connecting; 0: DefaultTimeout
	Log      *slog.Logger  // nil: nowhere
}

// SASL says how to sign in. The zero value does not.
type SASL struct {
	Mechanism          string // "", PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
	Username, Password string
}

// TLS says how to encrypt. CertFile and KeyFile are for brokers that ask clients for a certificate.
type TLS struct {
	Enabled            bool
	CAFile             string // PEM; empty: the system's
	CertFile, KeyFile  string // PEM; both or none
	ServerName         string // empty: the broker's host
	InsecureSkipVerify bool   // accepts any certificate: for trials only
}

// Validate reports everything that is wrong with the connection's settings, files included, without connecting.
func (c Connection) Validate() error {
	_, _, err := c.security()
	return errors.Join(c.checkBrokers(), err)
}

func (c Connection) checkBrokers() error {
	if len(c.Brokers) == 0 {
		return errors.New("kafka: no broker is named: give at least one host:port")
	}
	var errs []error
	for _, b := range c.Brokers {
		if host, port, err := net.SplitHostPort(b); err != nil || host == "" || port == "" {
			errs = append(errs, fmt.Errorf("kafka: broker %q: not of the form host:port", b))
		}
	}
	return errors.Join(errs...)
}

// security makes what dialers and transports need from the settings.
func (c Connection) security() (*tls.Config, sasl.Mechanism, error) {
	config, errTLS := c.TLS.config()
	mechanism, errSASL := c.SASL.mechanism()
	return config, mechanism, errors.Join(errTLS, errSASL)
}

func (s SASL) mechanism() (sasl.Mechanism, error) {
	switch s.Mechanism {
	case "":
		if s.Username != "" || s.Password != "" {
			return nil, errors.New("kafka: sasl: a user is given without a mechanism: choose PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512")
		}
		return nil, nil
	case "PLAIN":
		return plain.Mechanism{Username: s.Username, Password: s.Password}, nil
	case "SCRAM-SHA-256", "SCRAM-SHA-512":
		algorithm := scram.SHA256
		if s.Mechanism == "SCRAM-SHA-512" {
			algorithm = scram.SHA512
		}
		m, err := scram.Mechanism(algorithm, s.Username, s.Password)
		if err != nil {
			return nil, fmt.Errorf("kafka: sasl: user %q cannot be used with %s: %w", s.Username, s.Mechanism, err)
		}
		return m, nil
	}
	return nil, fmt.Errorf("kafka: sasl: mechanism %q is unknown: choose PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512", s.Mechanism)
}

func (t TLS) config() (*tls.Config, error) {
	if !t.Enabled {
		if t.CAFile != "" || t.CertFile != "" || t.KeyFile != "" || t.ServerName != "" || t.InsecureSkipVerify {
			return nil, errors.New("kafka: tls: settings are given but tls is not enabled: enable it or remove them")
		}
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.ServerName, InsecureSkipVerify: t.InsecureSkipVerify}
	var errs []error
	if t.CAFile != "" {
		pem, err := os.ReadFile(t.CAFile)
		config.RootCAs = x509.NewCertPool()
		if err != nil {
			errs = append(errs, fmt.Errorf("kafka: tls: ca file: %w", err))
		} else if !config.RootCAs.AppendCertsFromPEM(pem) {
			errs = append(errs, fmt.Errorf("kafka: tls: ca file %q: holds no certificate in PEM form", t.CAFile))
		}
	}
	if t.CertFile != "" || t.KeyFile != "" {
		pair, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
		if err != nil {
			errs = append(errs, fmt.Errorf("kafka: tls: certificate %q with key %q: %w", t.CertFile, t.KeyFile, err))
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, errors.Join(errs...)
}

func (c Connection) timeout() time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return DefaultTimeout
}

func (c Connection) log() *slog.Logger {
	if c.Log != nil {
		return c.Log
	}
	return slog.New(slog.DiscardHandler)
}

// dialer makes the connections of the consumer group and of the partition readers.
func (c Connection) dialer() (*kafka.Dialer, error) {
	config, mechanism, err := c.security()
	if err != nil {
		return nil, err
	}
	return &kafka.Dialer{ClientID: c.ClientID, Timeout: c.timeout(), KeepAlive: 30 * time.Second, TLS: config, SASLMechanism: mechanism}, nil
}

// client makes a client that routes each request to the right broker. metadataAge is how old its picture of the cluster
// may be: after a partition's leader changes, requests fail for that long at most.
func (c Connection) client(metadataAge time.Duration) (*kafka.Client, func(), error) {
	if err := c.checkBrokers(); err != nil {
		return nil, nil, err
	}
	config, mechanism, err := c.security()
	if err != nil {
		return nil, nil, err
	}
	transport := &kafka.Transport{
		DialTimeout: c.timeout(),
		MetadataTTL: metadataAge,
		ClientID:    c.ClientID,
		TLS:         config,
		SASL:        mechanism,
	}
	client := &kafka.Client{Addr: kafka.TCP(c.Brokers...), Timeout: 2 * c.timeout(), Transport: transport}
	return client, transport.CloseIdleConnections, nil
}

// dialLeader opens a connection to the broker that leads a partition, found through any broker that answers.
func (c Connection) dialLeader(ctx context.Context, dialer *kafka.Dialer, topic string, partition int) (*kafka.Conn, error) {
	var errs []error
	for _, address := range c.Brokers {
		within, cancel := context.WithTimeout(ctx, 2*c.timeout())
		conn, err := dialer.DialLeader(within, "tcp", address, topic, partition)
		cancel()
		if err == nil {
			return conn, nil
		}
		errs = append(errs, fmt.Errorf("through %s: %w", address, err))
	}
	return nil, errors.Join(errs...)
}
