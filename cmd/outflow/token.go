package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const defaultLife = time.Hour

// token prints a token that a stack on this machine accepts, and nothing else does.
func (p program) token(arguments []string) error {
	flags := p.flags("token")
	sub := flags.String("sub", "", "the caller's id (required)")
	role := flags.String("role", "", "user, admin or service (required)")
	name := flags.String("name", "", "the caller's name")
	phone := flags.String("phone", "", "the caller's phone number")
	perms := flags.String("perms", "", "what an admin may do, as \"review pay\"; without it, the token does not say")
	idCard := flags.String("idcard", "", "the caller's identity card number")
	life := flags.Duration("ttl", defaultLife, "how long the token is good")
	if err := parse(flags, arguments); err != nil {
		return err
	}
	if _, err := p.loopback(); err != nil {
		return err
	}
	switch {
	case *sub == "":
		return errors.New("-sub: missing")
	case *role != string(funds.RoleUser) && *role != string(funds.RoleAdmin) && *role != string(funds.RoleService):
		return fmt.Errorf("-role: want user, admin or service, not %q", *role)
	case *life <= 0:
		return errors.New("-ttl: want more than nothing")
	}
	caller := identity.Caller{Sub: *sub, Role: funds.Role(*role), Name: *name, Phone: *phone}
	for _, word := range strings.Fields(*perms) {
		permission := funds.Permission(word)
		if !funds.AllPermissions().Has(permission) {
			return fmt.Errorf("-perms: want some of %s, not %q", funds.AllPermissions().Joined(" "), word)
		}
		caller.HasPerms, caller.Permissions = true, append(caller.Permissions, permission)
	}
	token, err := identity.Mint(caller, *idCard, time.Now(), *life)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.out, token)
	return err
}
