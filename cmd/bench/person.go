package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const (
	tokenLife  = time.Hour
	keptAlive  = 64 // idle connections: more than clients
	recordPath = "/admin/escorts/withdraw-records/"
)

// Everybody has a profile and data as real ones have, for sizes that are real ones'.
const (
	userName, adminName = "欧阳娜娜", "李审核"
	userIDCard          = "110101199001011234"
	userIDCardMasked    = "110101******1234" // as the wallet keeps it
	bankDigits          = "622848001"        // before the eleven digits of a phone, for an account of twenty
	bankName            = "中国农业银行"
	fundingReason       = "线下充值到账"
	userAgent           = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)

var device = map[string]string{
	"deviceID": "9b2f6c1e-58a0-4f0e-9a3d-7c1f2b3a4d5e", "platform": "ios", "deviceModel": "iPhone16,2",
	"deviceBrand": "Apple", "osVersion": "18.1.1", "appVersion": "5.12.0",
}

// person calls one HTTP API with one token; without a token it is the sandbox's operator.
type person struct {
	base, sub, phone, token string
	client                  *http.Client
}

func newHTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: keptAlive}, Timeout: time.Minute}
}

// newUser is a new user, who has no wallet yet; newAdmin an admin.
func newUser(base string, client *http.Client) (person, error) {
	return newPerson(base, client, identity.Caller{Role: funds.RoleUser, Name: userName, Phone: newPhone()})
}

func newAdmin(base string, client *http.Client) (person, error) {
	return newPerson(base, client, identity.Caller{Role: funds.RoleAdmin, Name: adminName})
}

func newPerson(base string, client *http.Client, caller identity.Caller) (person, error) {
	caller.Sub = newUUID()
	idCard := ""
	if caller.Role == funds.RoleUser {
		idCard = userIDCard
	}
	token, err := identity.Mint(caller, idCard, time.Now(), tokenLife)
	return person{base, caller.Sub, caller.Phone, token, client}, err
}

// newPhone is one of a thousand million, so that the index of phones is spread as a real one is.
func newPhone() string { return fmt.Sprintf("13%09d", mathrand.N(1_000_000_000)) } //nolint:gosec // it is no secret

func newUUID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:])
}

// call sends a request, with a new Idempotency-Key, and reads the answer into into, which may be nil.
// Any status but 200 is an error.
func (p person) call(ctx context.Context, method, path string, body, into any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, p.base+path, bytes.NewReader(encoded))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", userAgent)
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
		request.Header.Set("Idempotency-Key", newUUID())
	}
	response, err := p.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // nothing is left to read
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: HTTP %d: %s", method, path, response.StatusCode, raw)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

// created is what a create answers, as far as it matters here.
type created struct {
	Data struct {
		ID string `json:"id"`
	} `json:"data"`
}

// withdraw asks for a withdrawal, which waits for a review, and gives its id.
func (p person) withdraw(ctx context.Context, method string, amount int) (id string, err error) {
	var made created
	err = p.call(ctx, http.MethodPost, "/api/wallet/withdraw", p.requestBody(method, amount), &made)
	return made.Data.ID, err
}

// account is one that no other user has, so that no key is everybody's for it.
func (p person) account() string { return bankDigits + p.phone }

// requestBody is the body of such a request.
func (p person) requestBody(method string, amount int) map[string]any {
	return map[string]any{
		"amount": amount, "method": method, "account": p.account(), "accountName": userName, "bankName": bankName, "device": device,
	}
}

// credit has an admin give a user money, in major units.
func (p person) credit(ctx context.Context, user person, amount int) error {
	return p.call(ctx, http.MethodPost, "/api/admin/wallet/adjust", map[string]any{"userId": user.sub, "amount": amount, "reason": fundingReason}, nil)
}

func (p person) approve(ctx context.Context, id string) error {
	return p.call(ctx, http.MethodPost, recordPath+id+"/review", map[string]any{"action": "approve", "note": "资料核对无误"}, nil)
}
