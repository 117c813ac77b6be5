// Package access says who may see what (权限), and is where it is enforced: pages and API read through [Ledger] and
// [Search], which leave out what the viewer of the request may not see. What is left out looks as if it did not exist.
// docs/pages.md and docs/accounts.md tell the same to people.
package access

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tingjian/tingjian/ledger"
)

// Role is what somebody is to the service (角色).
type Role string

// The roles.
const (
	Reviewer Role = "reviewer" // 质检员: sees every conversation
	Manager  Role = "manager"  // 外包经理: sees the conversations of one vendor
	Merchant Role = "merchant" // 商家: sees the conversations of one shop
	Admin    Role = "admin"    // 管理员: sees everything and runs the service
)

// Roles lists the roles in the order in which they are shown.
func Roles() []Role { return []Role{Reviewer, Manager, Merchant, Admin} }

// ScopeName says what a scope of the role names: "vendor", "merchant", or nothing where the role sees all.
func (r Role) ScopeName() string {
	switch r {
	case Manager:
		return "vendor"
	case Merchant:
		return "merchant"
	}
	return ""
}

// Viewer is who asks. The zero Viewer is nobody and sees nothing, as does one with a role that does not exist, or without
// the scope that the role needs.
type Viewer struct {
	Name  string
	Role  Role
	Scope string // the vendor of a manager, the merchant of a merchant; of others empty
}

// Check says what is wrong with role and scope.
func (v Viewer) Check() error {
	name := v.Role.ScopeName()
	switch {
	case !slices.Contains(Roles(), v.Role):
		return fmt.Errorf("role %q: want one of %s", v.Role, roleNames())
	case name != "" && v.Scope == "":
		return fmt.Errorf("role %q: needs a %s: give its id", v.Role, name)
	case name == "" && v.Scope != "":
		return fmt.Errorf("scope %q: a %s sees everything: leave it out, or take role manager or merchant", v.Scope, v.Role)
	}
	return nil
}

func roleNames() string {
	names := make([]string, len(Roles()))
	for i, r := range Roles() {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// SeesAll reports whether the viewer sees every conversation.
func (v Viewer) SeesAll() bool { return v.Check() == nil && v.Role.ScopeName() == "" }

// MaySee reports whether the viewer may see conversations of an owner.
func (v Viewer) MaySee(o ledger.Owner) bool {
	if v.Check() != nil {
		return false
	}
	switch v.Role {
	case Merchant:
		return o.Merchant == v.Scope
	case Manager:
		return o.Vendor == v.Scope
	}
	return true
}

// Is reports whether the viewer has one of the roles.
func (v Viewer) Is(roles ...Role) bool { return v.Check() == nil && slices.Contains(roles, v.Role) }

type key struct{}

// With puts the viewer of a request into its context.
func With(ctx context.Context, v Viewer) context.Context { return context.WithValue(ctx, key{}, v) }

// From is the viewer of a request; nobody, where none was put there.
func From(ctx context.Context) Viewer {
	v, _ := ctx.Value(key{}).(Viewer)
	return v
}
