package gateway

import (
	"cmp"
	"crypto/md5" //nolint:gosec // the gateway's rule, not our choice; its weakness is why funds.CheckGatewayText exists
	"crypto/subtle"
	"encoding/hex"
	"slices"
	"strings"
)

const signField = "sign"

// Keys are the secrets shared with the gateway. Current signs; Previous, where there is one, is still
// accepted while the key is being rotated. Keys alone knows the signature rule; nothing else in the
// system depends on it:
//
// drop sign and empty values, sort names by byte order, join name=value with &, append &key=SECRET,
// and write the MD5 of those UTF-8 bytes as upper-case hex. The gateway's document does not state the
// rule; it is the one that clients of such gateways use.
type Keys struct {
	Current  string
	Previous string
}

// Sign is the message with its signature under the current key appended. The message must not be
// signed yet.
func (k Keys) Sign(m Message) Message {
	return append(slices.Clip(m), Text(signField, signature(m, k.Current)))
}

// Verify says whether the message carries a signature under one of the keys. It takes the same time
// for every wrong signature. An empty key verifies nothing.
func (k Keys) Verify(m Message) bool {
	given := []byte(m.Value(signField))
	valid := false
	for _, secret := range []string{k.Current, k.Previous} {
		if secret == "" {
			continue
		}
		if subtle.ConstantTimeCompare(given, []byte(signature(m, secret))) == 1 {
			valid = true
		}
	}
	return valid
}

// signature is the sign of a message: the MD5 of its fields, sorted by name, with the key behind them, in capital letters.
func signature(m Message, secret string) string {
	sum := md5.Sum([]byte(canonical(m) + "&key=" + secret)) //nolint:gosec // see the import
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

func canonical(m Message) string {
	sorted := slices.Clone(m)
	slices.SortFunc(sorted, func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
	pairs := make([]string, 0, len(sorted))
	for _, field := range sorted {
		if field.Name != signField && field.Text != "" {
			pairs = append(pairs, field.Name+"="+field.Text)
		}
	}
	return strings.Join(pairs, "&")
}
