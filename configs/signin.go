package configs

// SignIn configures how people sign in to the pages (登录).
type SignIn struct {
	Passwords bool     `koanf:"passwords"`
	Site      string   `koanf:"site"`
	Proxies   []string `koanf:"proxies"`
	OpenID    OpenID   `koanf:"openid"`
}

// OpenID configures sign-in at an OpenID Connect provider; no Issuer: none.
type OpenID struct {
	Issuer       string   `koanf:"issuer"`
	ClientID     string   `koanf:"client_id"`
	ClientSecret Secret   `koanf:"client_secret"`
	Scopes       []string `koanf:"scopes"`
	NameClaim    string   `koanf:"name_claim"`
	RoleClaim    string   `koanf:"role_claim"`
	ScopeClaim   string   `koanf:"scope_claim"`
	Roles        []Grant  `koanf:"roles"`
}

// Grant gives those who have a value of the role claim a role, with a scope where it needs one.
type Grant struct {
	Value string `koanf:"value"`
	Role  string `koanf:"role"`
	Scope string `koanf:"scope"`
}
