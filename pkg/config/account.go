package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// account is one of the accounts that payouts leave.
type account struct {
	ID       string `json:"id"`
	Holder   string `json:"holder"`
	Number   string `json:"number"`
	Bank     string `json:"bank"`
	Currency string `json:"currency"`
	Kind     string `json:"kind"`
	Closed   bool   `json:"closed"`
}

const (
	maxAccounts     = 50
	maxAccountBytes = 16 // each withdrawal that was paid has one
	currencyLetters = 3
)

func (r *reader) accounts(raw []account) (accounts []funds.PayingAccount) {
	r.want(len(raw) <= maxAccounts, "accounts", "more than %d", maxAccounts)
	ids, places := map[string]bool{}, map[string]bool{}
	gateways := 0
	for i, one := range raw {
		field := func(name string) string { return fmt.Sprintf("accounts[%d].%s", i, name) }
		kind := funds.AccountKind(one.Kind)
		r.want(plainName(one.ID) && len(one.ID) <= maxAccountBytes, field("id"), "want 1 to %d letters, digits and underscores, a letter first", maxAccountBytes)
		folded := strings.ToLower(one.ID) // letter case alone makes no other id
		r.want(!ids[folded], field("id"), "%s is there twice", one.ID)
		r.want(folded != funds.DefaultAccount || one.ID == folded, field("id"), "spell it %s", funds.DefaultAccount)
		ids[folded] = true
		r.want(slices.Contains(funds.AccountKinds(), kind), field("kind"), "want one of %v, not %q", funds.AccountKinds(), one.Kind)
		r.want(len(one.Currency) == currencyLetters && strings.Trim(one.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "", field("currency"), "want three capital letters, not %q", one.Currency)
		r.want(one.Currency == raw[0].Currency, field("currency"), "all accounts have the same")
		for name, text := range map[string]string{"holder": one.Holder, "number": one.Number, "bank": one.Bank} {
			r.want(funds.CheckText(name, text) == nil, field(name), "want a plain text")
		}
		if kind == funds.AccountGateway && !one.Closed {
			gateways++
			r.want(gateways == 1, field("kind"), "one gateway pays all channels")
		}
		r.want(one.Number != "" || kind == funds.AccountGateway, field("number"), "want the account's number")
		place := placeOf(one)
		r.want(one.Number == "" || !places[place], field("number"), "another id has this account: what is claimed by one is not claimed by the other")
		places[place] = true
		accounts = append(accounts, funds.PayingAccount{
			ID: one.ID, Holder: one.Holder, Number: one.Number, Bank: one.Bank, Currency: one.Currency, Kind: kind, Closed: one.Closed,
		})
	}
	return accounts
}

// placeOf is where an account is, in whatever way its number and its bank are written.
func placeOf(one account) string {
	bare := func(text string) string {
		return strings.Map(func(c rune) rune {
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				return unicode.ToUpper(c)
			}
			return -1
		}, text)
	}
	return bare(one.Number) + "#" + bare(one.Bank)
}
