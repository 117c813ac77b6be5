// Package openidtest is a small OpenID Connect provider for tests: it speaks the real protocol, checks what a provider
// must check, signs real tokens, and goes wrong where a test wants it to.
package openidtest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"
)

// The client that the provider knows.
const (
	ClientID     = "tingjian"
	ClientSecret = "client secret"
)

// Provider is a provider on loopback. Whoever comes to its door is signed in as the person that Claims describe.
type Provider struct {
	*httptest.Server
	// Claims are put into the id token over the usual ones; a nil value takes one out.
	Claims map[string]any
	// Deny sends people back with this error instead of a code.
	Deny string
	// Foreign signs with a key that the provider does not publish; Unsigned does not sign at all; NoToken gives no id token;
	// Down answers every request with 503.
	Foreign, Unsigned, NoToken, Down bool

	t       testing.TB
	key     *rsa.PrivateKey
	foreign *rsa.PrivateKey
	mu      sync.Mutex
	codes   map[string]url.Values // requests by the code that answered them
}

// New starts a provider.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{t: t, codes: map[string]url.Values{}, Claims: map[string]any{}}
	for _, key := range []**rsa.PrivateKey{&p.key, &p.foreign} {
		var err error
		if *key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			t.Fatal(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /door", p.door)
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.Down {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *Provider) answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	p.answer(w, http.StatusOK, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/door", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	p.answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.key.PublicKey, KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
}

// door is where people sign in: it sends them back at once.
func (p *Provider) door(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	for name, want := range map[string]string{"client_id": ClientID, "response_type": "code", "code_challenge_method": "S256"} {
		if asked.Get(name) != want {
			p.t.Errorf("at the door %s is %q, want %q", name, asked.Get(name), want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge", "scope", "redirect_uri"} {
		if asked.Get(name) == "" {
			p.t.Errorf("at the door there is no %s", name)
		}
	}
	back := url.Values{"state": {asked.Get("state")}}
	if p.Deny != "" {
		back.Set("error", p.Deny)
	} else {
		code := rand.Text()
		p.mu.Lock()
		p.codes[code] = asked
		p.mu.Unlock()
		back.Set("code", code)
	}
	http.Redirect(w, r, asked.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// token exchanges a code, once, for tokens.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	plain, err := url.QueryUnescape(secret)
	if id != ClientID || err != nil || plain != ClientSecret {
		p.answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	code := r.PostFormValue("code")
	p.mu.Lock()
	asked, ok := p.codes[code]
	delete(p.codes, code)
	p.mu.Unlock()
	challenge := oauth2.S256ChallengeFromVerifier(r.PostFormValue("code_verifier"))
	if !ok || challenge != asked.Get("code_challenge") || r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") {
		p.answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	given := map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 60}
	if !p.NoToken {
		given["id_token"] = p.idToken(asked.Get("nonce"))
	}
	p.answer(w, http.StatusOK, given)
}

// idToken signs what the provider says of the person.
func (p *Provider) idToken(nonce string) string {
	now := time.Now()
	claims := map[string]any{
		"iss": p.URL, "aud": ClientID, "sub": "0001", "nonce": nonce, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		"preferred_username": "lin",
	}
	for name, value := range p.Claims {
		claims[name] = value
		if value == nil {
			delete(claims, name)
		}
	}
	key := p.key
	if p.Foreign {
		key = p.foreign
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		p.t.Error(err)
		return ""
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		p.t.Error(err)
	}
	if p.Unsigned {
		return unsigned(p.t, claims)
	}
	return token
}

// Come goes to the provider's door as a browser would, and gives the answer with which it is sent back.
func (p *Provider) Come(address string) url.Values {
	p.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(address)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	back, err := response.Location()
	if err != nil {
		p.t.Fatalf("the door answers %s: %v", response.Status, err)
	}
	return back.Query()
}
