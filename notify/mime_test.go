package notify_test

import (
	"encoding/base64"
	"io"
	stdmime "mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// mime takes a mail apart.
type mime struct{ stdmime.WordDecoder }

func (m *mime) decode(t *testing.T, header string) string {
	t.Helper()
	text, err := m.DecodeHeader(header)
	check(t, err)
	return text
}

// parts gives the leaves of a mail by media type.
func (m *mime) parts(t *testing.T, kind string, body io.Reader) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	m.walk(t, kind, "", body, all)
	return all
}

func (m *mime) walk(t *testing.T, kind, encoding string, body io.Reader, all map[string][]byte) {
	t.Helper()
	media, params, err := stdmime.ParseMediaType(kind)
	check(t, err)
	if strings.HasPrefix(media, "multipart/") {
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return
			}
			check(t, err)
			m.walk(t, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, all)
		}
	}
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	all[media], err = io.ReadAll(body)
	check(t, err)
}
