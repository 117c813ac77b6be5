package ingesttest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// certificate is a certificate for 127.0.0.1 that vouches for itself, in PEM files.
type certificate struct {
	certFile string // the certificate, which is its own authority
	bothFile string // key and certificate, as Kafka wants them
}

func newCertificate(t testing.TB) certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "tingjian test broker"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	dir := t.TempDir()
	c := certificate{certFile: filepath.Join(dir, "broker.crt"), bothFile: filepath.Join(dir, "broker.pem")}
	for file, content := range map[string][]byte{c.certFile: certPEM, c.bothFile: append(keyPEM, certPEM...)} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (c certificate) serverConfig(t testing.TB) *tls.Config {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(c.bothFile, c.bothFile)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
}

// connections are those to a broker with this certificate, by the mechanism to sign in with.
func (c certificate) connections(address string) map[string]kafkasrc.Connection {
	all := make(map[string]kafkasrc.Connection)
	for _, m := range mechanisms {
		all[m] = kafkasrc.Connection{
			Brokers: []string{address},
			SASL:    kafkasrc.SASL{Mechanism: m, Username: secureUser, Password: securePassword},
			TLS:     kafkasrc.TLS{Enabled: true, CAFile: c.certFile},
			Log:     quietLog(),
		}
	}
	return all
}
