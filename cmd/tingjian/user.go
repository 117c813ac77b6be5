package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// user is the command with everything about people who sign in and programs that use the API.
func (a *app) user() *cobra.Command {
	c := group("user", "People who may sign in to the pages, and tokens of programs")
	c.Long = `People who may sign in to the pages, and tokens of programs that use the API. What is changed holds at once, also while the
service runs. docs/accounts.md tells what each role sees.`
	var as viewerFlags
	add := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a person; the password is read from standard input",
		Example: `  tingjian user add lin < password.txt
  tingjian user add shop-42 --role merchant --merchant m-042 < password.txt
  tingjian user add night-lead --role manager --vendor v-3 < password.txt`,
		RunE: a.onPerson(func(c *cobra.Command, l ledger.Ledger, name string) error { return a.addUser(c, l, name, as) }),
	}
	as.on(add, access.Reviewer)
	var to viewerFlags
	role := &cobra.Command{
		Use: "role NAME --role R", Short: "Give a person another role or scope",
		Example: "  tingjian user role lin --role manager --vendor v-3",
		RunE:    a.onPerson(func(c *cobra.Command, l ledger.Ledger, name string) error { return a.setRole(c, l, name, to) }),
	}
	to.on(role, "")
	c.AddCommand(add, role,
		&cobra.Command{
			Use: "password NAME", Short: "Give a person a new password, read from standard input; their sessions end",
			Example: "  tingjian user password lin < password.txt", RunE: a.onPerson(a.setPassword),
		},
		&cobra.Command{
			Use: "disable NAME", Short: "Let a person in no longer; their sessions end",
			Example: "  tingjian user disable lin",
			RunE: a.onPerson(func(c *cobra.Command, l ledger.Ledger, name string) error {
				return a.setDisabled(c, l, name, time.Now())
			}),
		},
		&cobra.Command{
			Use: "enable NAME", Short: "Let a disabled person in again", Example: "  tingjian user enable lin",
			RunE: a.onPerson(func(c *cobra.Command, l ledger.Ledger, name string) error {
				return a.setDisabled(c, l, name, time.Time{})
			}),
		},
		&cobra.Command{
			Use: "list", Short: "List the people: name, role, scope, active or disabled, how they sign in, since when; set apart by tabs",
			Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return a.listUsers(c) },
		}, a.userToken())
	for _, one := range c.Commands() {
		if one.Args == nil {
			one.Args = oneName
		}
	}
	return c
}

// group is a command that only has others below it.
func group(name, short string) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: short,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("unknown command %q: see %s --help", args[0], c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
}

func oneName(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError("want one name, not %d: see %s --help", len(args), c.CommandPath())
	}
	return nil
}

// viewerFlags say what somebody is and whose conversations they see.
type viewerFlags struct{ role, merchant, vendor string }

func (f *viewerFlags) on(c *cobra.Command, role access.Role) {
	var names []string
	for _, r := range access.Roles() {
		names = append(names, string(r))
	}
	c.Flags().StringVar(&f.role, "role", string(role), strings.Join(names, ", "))
	c.Flags().StringVar(&f.merchant, "merchant", "", "`id` of the shop that a merchant sees")
	c.Flags().StringVar(&f.vendor, "vendor", "", "`id` of the vendor that a manager sees")
}

// viewer is whom the flags describe. It reports all that is wrong with name, role and scope.
func (f *viewerFlags) viewer(name string) (access.Viewer, error) {
	v := access.Viewer{Name: name, Role: access.Role(f.role), Scope: f.merchant}
	errs := []error{access.CheckName(name)}
	switch {
	case v.Role == access.Manager && f.merchant != "":
		errs = append(errs, fmt.Errorf("--merchant %q: a manager sees one vendor: give --vendor, or --role merchant", f.merchant))
	case v.Role == access.Merchant && f.vendor != "":
		errs = append(errs, fmt.Errorf("--vendor %q: a merchant sees one shop: give --merchant, or --role manager", f.vendor))
	case v.Role == access.Manager:
		v.Scope = f.vendor
		errs = append(errs, v.Check())
	default:
		v.Scope += f.vendor
		errs = append(errs, v.Check())
	}
	if err := errors.Join(errs...); err != nil {
		return v, exitError{exitUsage, err}
	}
	return v, nil
}

// onPerson runs something on the ledger for the name that was given.
func (a *app) onPerson(do func(c *cobra.Command, l ledger.Ledger, name string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		config, err := a.load(c)
		if err != nil {
			return err
		}
		l, done, err := openForNote(config)
		if err != nil {
			return err
		}
		defer done()
		return do(c, l, args[0])
	}
}

func (a *app) addUser(c *cobra.Command, l ledger.Ledger, name string, f viewerFlags) error {
	who, err := f.viewer(name) // before a password is asked for
	if err != nil {
		return err
	}
	if _, err := l.Account(c.Context(), who.Name); err == nil {
		return usageError("name %q: is taken: take another, or see tingjian user password and tingjian user role", who.Name)
	} else if !errors.Is(err, ledger.ErrNotFound) {
		return err
	}
	password, err := a.password()
	if err != nil {
		return err
	}
	account, err := access.NewAccount(who, password)
	if err != nil {
		return exitError{exitUsage, err}
	}
	err = l.AddAccount(c.Context(), *account)
	if errors.Is(err, ledger.ErrTaken) { // while the password was typed
		return usageError("name %q: is taken: take another, or see tingjian user password and tingjian user role", who.Name)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s may sign in as %s\n", who.Name, described(who))
	return nil
}

// described names a role with its scope.
func described(v access.Viewer) string {
	if v.Scope == "" {
		return string(v.Role)
	}
	return fmt.Sprintf("%s of %s %s", v.Role, v.Role.ScopeName(), v.Scope)
}

// person reads the account that a command is about.
func person(c *cobra.Command, l ledger.Ledger, name string) (*ledger.Account, error) {
	account, err := l.Account(c.Context(), name)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, usageError("name %q: there is no such person: see tingjian user list", name)
	}
	return account, err
}

func (a *app) setRole(c *cobra.Command, l ledger.Ledger, name string, f viewerFlags) error {
	account, err := person(c, l, name)
	if err != nil {
		return err
	}
	who, err := f.viewer(name)
	if err != nil {
		return err
	}
	if _, err := l.ChangeAccount(c.Context(), account.Name, func(a *ledger.Account) error {
		a.Role, a.Scope = string(who.Role), who.Scope
		return nil
	}); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s is %s\n", who.Name, described(who))
	return nil
}

func (a *app) setPassword(c *cobra.Command, l ledger.Ledger, name string) error {
	account, err := person(c, l, name)
	if err != nil {
		return err
	}
	password, err := a.password()
	if err != nil {
		return err
	}
	hash, err := access.HashPassword(account.Name, password)
	if err != nil {
		return exitError{exitUsage, err}
	}
	// The person may have been disabled while the password was typed.
	if _, err := l.ChangeAccount(c.Context(), account.Name, func(a *ledger.Account) error { a.Hash = hash; return nil }); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s has a new password; all sessions of %s have ended\n", name, name)
	return nil
}

func (a *app) setDisabled(c *cobra.Command, l ledger.Ledger, name string, since time.Time) error {
	account, err := person(c, l, name)
	if err != nil {
		return err
	}
	said := "%s is let in again\n"
	if !since.IsZero() {
		said = "%s is let in no longer; all sessions have ended\n"
	}
	if _, err := l.ChangeAccount(c.Context(), account.Name, func(a *ledger.Account) error { a.Disabled = since; return nil }); err != nil {
		return err
	}
	fmt.Fprintf(a.out, said, name)
	return nil
}

func (a *app) listUsers(c *cobra.Command) error {
	l, err := a.reading(c)
	if err != nil {
		return err
	}
	defer l.Close()
	all, err := l.Accounts(c.Context())
	if err != nil {
		return err
	}
	for _, x := range all {
		state, by := "active", "password"
		if !x.Disabled.IsZero() {
			state = "disabled"
		}
		if x.Subject != "" {
			by = "openid"
		}
		fmt.Fprintln(a.out, strings.Join([]string{x.Name, x.Role, x.Scope, state, by, day(x.Created)}, "\t"))
	}
	return nil
}
