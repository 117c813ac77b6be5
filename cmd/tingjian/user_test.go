package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/service"
)

// desk runs commands on one data folder with an empty ledger.
type desk struct {
	t      *testing.T
	dir    string
	ledger ledger.Ledger
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TINGJIAN_DATA_DIR", dir)
	l, err := sqlite.Open(service.LedgerPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return &desk{t, dir, l}
}

// run gives what a command printed to both streams; its exit code must be the one given.
func (d *desk) run(code int, in string, args ...string) string {
	d.t.Helper()
	var out, errs bytes.Buffer
	if got := run(args, strings.NewReader(in), &out, &errs); got != code {
		d.t.Fatalf("tingjian %v: exit code %d, want %d\n%s%s", args, got, code, &out, &errs)
	}
	return out.String() + errs.String()
}

// says runs a command and looks for a text in what it printed.
func (d *desk) says(code int, want, in string, args ...string) {
	d.t.Helper()
	if got := d.run(code, in, args...); !regexp.MustCompile(want).MatchString(got) {
		d.t.Errorf("tingjian %v says\n%swant %s", args, got, want)
	}
}

func TestUserCommands(t *testing.T) {
	d := newDesk(t)
	const secret = "correct horse\n"
	d.says(0, "lin may sign in as reviewer", secret, "user", "add", "lin")
	d.says(0, "shop may sign in as merchant of merchant m-042", secret, "user", "add", "shop", "--role", "merchant", "--merchant", "m-042")
	d.says(0, "lead may sign in as manager of vendor v-3", secret, "user", "add", "lead", "--role", "manager", "--vendor", "v-3")
	for _, c := range []struct{ args, want string }{
		{"add lin", `name "lin": is taken`},
		{"add", "want one name, not 0"},
		{"add a b", "want one name, not 2"},
		{"add ../x --role boss", `(?s)name "../x": want up to 64 letters.*role "boss": want one of reviewer, manager, merchant, admin`},
		{"add x --role merchant", `role "merchant": needs a merchant`},
		{"add x --role manager --merchant m-1", `--merchant "m-1": a manager sees one vendor: give --vendor`},
		{"add x --role merchant --vendor v-1", `--vendor "v-1": a merchant sees one shop: give --merchant`},
		{"add x --role admin --vendor v-1", `scope "v-1": a admin sees everything`},
		{"role lin", `role "": want one of`},
		{"role nobody --role admin", `name "nobody": there is no such person`},
		{"disable nobody", "there is no such person"},
		{"password nobody", "there is no such person"},
		{"remove lin", `unknown command "remove"`},
		{"token revoke 1", `token "1": there is none with this id`},
		{"token add x --days -1", "--days -1: want a number of days"},
		{"token add x --role merchant", "needs a merchant"},
		{"token remove", `unknown command "remove": see tingjian user token --help`},
	} {
		d.says(exitUsage, c.want, secret, append([]string{"user"}, strings.Fields(c.args)...)...)
	}
	d.says(exitUsage, "at least 8 characters", "short\n", "user", "add", "x")
	d.says(exitUsage, "no password on standard input", "", "user", "add", "x")
	d.says(exitUsage, "is the name: choose another", "wangxiaoming\n", "user", "add", "WangXiaoming")

	before, err := d.ledger.Account(t.Context(), "lin")
	if err != nil {
		t.Fatal(err)
	}
	d.says(0, "lin has a new password", "another horse\n", "user", "password", "lin")
	d.says(0, "lin is manager of vendor v-1", "", "user", "role", "lin", "--role", "manager", "--vendor", "v-1")
	d.says(0, "lin is let in no longer", "", "user", "disable", "lin")
	after, err := d.ledger.Account(t.Context(), "lin")
	if err != nil {
		t.Fatal(err)
	}
	if after.Hash == before.Hash || strings.Contains(after.Hash, "horse") || after.Role != "manager" || after.Scope != "v-1" || after.Disabled.IsZero() {
		t.Errorf("account %+v", after)
	}
	d.says(0, `(?m)^lead\tmanager\tv-3\tactive\tpassword\t\d{4}-\d\d-\d\d\nlin\tmanager\tv-1\tdisabled\tpassword\t.*\nshop\tmerchant\tm-042\tactive`, "", "user", "list")
	d.says(0, "lin is let in again", "", "user", "enable", "lin")
	if access.ViewerOf(after) != (access.Viewer{}) {
		t.Error("a disabled account is somebody")
	}
}

func TestTokenCommands(t *testing.T) {
	d := newDesk(t)
	out := d.run(0, "", "user", "token", "add", "erp", "--role", "merchant", "--merchant", "m-042", "--days", "90")
	secret := regexp.MustCompile(`(?m)^tingjian_[A-Z2-7]{26}$`).FindString(out)
	id := regexp.MustCompile(`token ([a-z2-7]{8}) for erp, merchant of merchant m-042`).FindStringSubmatch(out)
	if secret == "" || id == nil {
		t.Fatalf("it says %s", out)
	}
	who, err := access.Bearer(t.Context(), d.ledger, secret)
	if want := (access.Viewer{Name: "token:erp", Role: access.Merchant, Scope: "m-042"}); who != want || err != nil {
		t.Errorf("the token is of %+v, %v", who, err)
	}
	d.says(0, id[1]+`\terp\tmerchant\tm-042\tuntil \d{4}-\d\d-\d\d\t\d{4}-\d\d-\d\d \d\d:\d\d\t`, "", "user", "token", "list")
	d.says(0, "is revoked", "", "user", "token", "revoke", id[1])
	d.says(0, id[1]+`\terp\tmerchant\tm-042\trevoked\t`, "", "user", "token", "list")
	if who, err := access.Bearer(t.Context(), d.ledger, secret); who != (access.Viewer{}) || err != nil {
		t.Errorf("a revoked token is of %+v, %v", who, err)
	}
	kept, err := filepath.Glob(filepath.Join(d.dir, "*"))
	if err != nil || len(kept) == 0 {
		t.Fatal(kept, err)
	}
	all, err := d.ledger.Tokens(t.Context())
	if err != nil || len(all) != 1 || strings.Contains(secret, all[0].Hash) || strings.Contains(all[0].Hash, secret) {
		t.Errorf("tokens %+v, %v", all, err)
	}
}
