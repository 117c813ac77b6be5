package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// userToken is the command about tokens of programs that use the API.
func (a *app) userToken() *cobra.Command {
	c := group("token", "Tokens of programs that use the API")
	var as viewerFlags
	var days int
	add := &cobra.Command{
		Use:   "add NAME",
		Short: "Make a token, named for what it is for, and print it; it cannot be shown again",
		Example: `  tingjian user token add crm --role admin
  tingjian user token add shop-42-erp --role merchant --merchant m-042 --days 90`,
		Args: oneName,
		RunE: a.onPerson(func(c *cobra.Command, l ledger.Ledger, name string) error {
			return a.addToken(c, l, name, as, days)
		}),
	}
	as.on(add, access.Reviewer)
	add.Flags().IntVar(&days, "days", 0, "after how many days it expires; 0: never")
	c.AddCommand(add,
		&cobra.Command{
			Use: "list", Short: "List the tokens: id, name, role, scope, state, last used, made on; set apart by tabs", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error { return a.listTokens(c) },
		},
		&cobra.Command{
			Use: "revoke ID", Short: "End a token for good", Example: "  tingjian user token revoke k3j5n2pq", Args: oneName,
			RunE: a.onPerson(a.revokeToken),
		})
	return c
}

func (a *app) addToken(c *cobra.Command, l ledger.Ledger, name string, f viewerFlags, days int) error {
	who, err := f.viewer(name)
	if err != nil {
		return err
	}
	var expires time.Time
	switch {
	case days < 0:
		return usageError("--days %d: want a number of days, or 0 for no end", days)
	case days > 0:
		expires = time.Now().AddDate(0, 0, days)
	}
	secret, token, err := access.NewToken(who, expires)
	if err != nil {
		return exitError{exitUsage, err}
	}
	if err := l.AddToken(c.Context(), *token); err != nil {
		return err
	}
	fmt.Fprintf(a.err, "token %s for %s, %s; keep it, it is not shown again:\n", token.ID, who.Name, described(who))
	fmt.Fprintln(a.out, secret)
	return nil
}

func (a *app) listTokens(c *cobra.Command) error {
	l, err := a.reading(c)
	if err != nil {
		return err
	}
	defer l.Close()
	all, err := l.Tokens(c.Context())
	if err != nil {
		return err
	}
	for _, x := range all {
		state := "active"
		switch {
		case !x.Revoked.IsZero():
			state = "revoked"
		case !x.Expires.IsZero() && !time.Now().Before(x.Expires):
			state = "expired"
		case !x.Expires.IsZero():
			state = "until " + day(x.Expires)
		}
		used := "never used"
		if !x.Used.IsZero() {
			used = x.Used.In(tingjian.Zone).Format("2006-01-02 15:04")
		}
		fmt.Fprintln(a.out, strings.Join([]string{x.ID, x.Name, x.Role, x.Scope, state, used, day(x.Created)}, "\t"))
	}
	return nil
}

func (a *app) revokeToken(c *cobra.Command, l ledger.Ledger, id string) error {
	err := l.RevokeToken(c.Context(), id, time.Now())
	if errors.Is(err, ledger.ErrNotFound) {
		return usageError("token %q: there is none with this id: see tingjian user token list", id)
	}
	if err == nil {
		fmt.Fprintf(a.out, "token %s is revoked\n", id)
	}
	return err
}

// day writes the day of a time in China; nothing for the zero time.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(tingjian.Zone).Format(time.DateOnly)
}
