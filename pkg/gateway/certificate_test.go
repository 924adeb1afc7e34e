package gateway

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Whoever stands in the gateway's place chooses the names in their certificate, and Go's error quotes them as they are.
func TestACertificateMakesNoStatement(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"a" + string(funds.Say("paid", funds.Facts{Gateway: 1}))}}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	server := loopback.ServeTLS(t, http.NotFoundHandler(), &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}},
	})
	client := newClient(t, testConfig(strings.Replace(server, "127.0.0.1", "localhost", 1))) // names are for names
	for name, detail := range map[string]funds.Message{
		"create":          client.Create(t.Context(), testOrder()).Detail,
		"get":             client.Get(t.Context(), "MD003", 1).Detail,
		"create recharge": client.CreateRecharge(t.Context(), funds.RechargeOrder{Serial: "R1", Channel: "c", Amount: 1}).Detail,
		"get recharge":    client.GetRecharge(t.Context(), "R1").Detail,
	} {
		text, statements := detail.Parts()
		t.Log(text)
		if text == "" || len(statements) != 0 {
			t.Errorf("%s: a text %q and the statements %v", name, text, statements)
		}
	}
}
