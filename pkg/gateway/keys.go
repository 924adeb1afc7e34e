package gateway

import (
	"errors"
	"fmt"
	"strings"
)

const (
	// SandboxKey is the key of the gateway sandbox's merchant. Everybody can read it here.
	SandboxKey = "sandbox-secret-key"

	// MinKeyBytes is the least length of a key that can be configured. Gateways mostly give 32 hex digits.
	MinKeyBytes = 16
)

// Check refuses what cannot be a gateway's key: none, a short one, one with white space around it (so a blank one
// too), which is a slip of the hand, and the sandbox's, which is public. It shows no key.
func (k Keys) Check() error {
	if k.Current == "" {
		return errors.New("no gatewayKey")
	}
	for name, key := range map[string]string{"gatewayKey": k.Current, "gatewayKeyPrevious": k.Previous} {
		switch {
		case key == "": // no previous one
		case strings.TrimSpace(key) != key:
			return fmt.Errorf("%s is blank, or has white space around it", name)
		case key == SandboxKey:
			return fmt.Errorf("%s is the sandbox's, which is public", name)
		case len(key) < MinKeyBytes:
			return fmt.Errorf("%s has less than %d bytes", name, MinKeyBytes)
		}
	}
	return nil
}
