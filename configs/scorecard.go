package configs

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// Scorecard configures merchants' weekly scorecards and their sending (商家周报).
type Scorecard struct {
	Language  string         `koanf:"language"`
	CatchUp   time.Duration  `koanf:"catch_up"`
	Link      string         `koanf:"link"`
	SMTP      SMTP           `koanf:"smtp"`
	Merchants []CardMerchant `koanf:"merchants"`
}

// SMTP is the mail server by which scorecards are sent.
type SMTP struct {
	Host     string `koanf:"host"`
	Port     int    `koanf:"port"`
	Username string `koanf:"username"`
	Password Secret `koanf:"password"`
	From     string `koanf:"from"`
	CAFile   string `koanf:"ca_file"`
}

// CardMerchant is what is configured of one merchant: what it is compared with, and where its scorecard goes.
type CardMerchant struct {
	Merchant string    `koanf:"merchant"`
	Name     string    `koanf:"name"`
	Category string    `koanf:"category"`
	Platform string    `koanf:"platform"`
	Mail     []string  `koanf:"mail"`
	Webhooks []Webhook `koanf:"webhooks"`
}

// Webhook is a group chat's robot (群机器人). Its address is a secret: whoever knows it can write to the group.
type Webhook struct {
	Kind   string `koanf:"kind"` // feishu, wecom or dingtalk
	URL    Secret `koanf:"url"`
	Secret Secret `koanf:"secret"` // for the signature (加签); empty: none
}

// Merchant is what is configured of a merchant; the zero value where nothing is.
func (s *Scorecard) Merchant(id string) CardMerchant {
	for _, m := range s.Merchants {
		if m.Merchant == id {
			return m
		}
	}
	return CardMerchant{Merchant: id}
}

// Secret is a text that should not stand in a file which many can read: it may be written as env:NAME or file:PATH, and is
// then the value of that environment variable, or the content of that file without white space at its ends.
type Secret string

// Reveal gives the text itself. The error names where it was looked for, never the text.
func (s Secret) Reveal() (string, error) {
	if name, ok := strings.CutPrefix(string(s), "env:"); ok {
		value, set := os.LookupEnv(name)
		if !set {
			return "", fmt.Errorf("environment variable %s: is not set", name)
		}
		return value, nil
	}
	if path, ok := strings.CutPrefix(string(s), "file:"); ok {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		return strings.TrimSpace(string(content)), nil
	}
	return string(s), nil
}

// String hides the secret from logs.
func (s Secret) String() string {
	if strings.HasPrefix(string(s), "env:") || strings.HasPrefix(string(s), "file:") || s == "" {
		return string(s)
	}
	return "(hidden)"
}
