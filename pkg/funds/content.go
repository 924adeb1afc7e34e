package funds

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// ContentHash is the SHA-256, 32 bytes, of what people approve: of a domain, which says what the fields are, and of the
// fields in their order. Each is hashed with its length, so that no two lists of fields read alike.
func ContentHash(domain string, fields ...string) string {
	digest := sha256.New()
	writeFramed(digest, domain)
	for _, field := range fields {
		writeFramed(digest, field)
	}
	return string(digest.Sum(nil))
}

// writeFramed hashes a text behind its length.
func writeFramed(digest hash.Hash, text string) {
	_, _ = digest.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text)))) // a hash never fails
	_, _ = digest.Write([]byte(text))
}
