// Package demo drives one withdrawal through its whole life over HTTP, as a client would, and prints
// each step: the request, the state, the wallet.
//
// It may import identity, for development tokens, and funds for its roles.
package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

const (
	userSub     = "u1"
	largeSub    = "u4" // who asks for much, so that the next payout of u1 is not added to it
	tokenLife   = 24 * time.Hour
	settleBound = 20 * time.Second
	pollPause   = 50 * time.Millisecond

	records = "/admin/escorts/withdraw-records/"
)

// Demo is one story on one running stack.
type Demo struct {
	URL, SandboxURL string
	Out             io.Writer
	Now             time.Time

	user, large, admin, chief, office string // tokens: of two users, and of three admins who may do different things
}

// Run tells the story, unless it was told before, and prints development tokens for two of its people. The withdrawal is
// real, and stays. Where the stack does not let the story go on, as its policy may not, one line says so: whoever
// started it wants the stack, whatever becomes of the story.
func (d *Demo) Run(ctx context.Context, before bool) error {
	if err := d.mint(); err != nil {
		return err
	}
	if before {
		d.say("The table was there before: the demonstration is not repeated.")
	} else {
		d.say("One withdrawal's life, and one that takes two people\n")
		if err := d.story(ctx); ctx.Err() != nil {
			return ctx.Err()
		} else if err != nil {
			d.say("The demonstration ends here: %s", strings.Join(strings.Fields(err.Error()), " "))
		}
	}
	d.say("\nDevelopment tokens, good for a day:")
	d.say("  export OUTFLOW_USER=%s", d.user)
	d.say("  export OUTFLOW_ADMIN=%s\n", d.admin)
	return nil
}

func (d *Demo) story(ctx context.Context) error {
	steps := &script{demo: d, ctx: ctx}
	steps.gift(userSub, 1000)
	steps.wallet()
	made := steps.do("the user asks for 300: frozen", d.user, "/api/wallet/withdraw",
		map[string]any{"amount": 300, "method": "MVola", "account": "0387222126", "accountName": "Jhon"})
	id := made.text("id")
	steps.wallet()
	steps.do("the admin approves", d.admin, records+id+"/review", map[string]any{"action": "approve"})
	steps.do("the admin pays through the signed gateway", d.admin, records+id+"/payout",
		map[string]any{"payoutMethod": "channel", "operatorConfirmText": "CONFIRM"})
	steps.settle(id)
	steps.waitFor(id, "completed")
	steps.wallet()
	steps.log(id)
	steps.large()
	return steps.err
}

// large is a payout that takes two people, where the policy has rules.
func (s *script) large() {
	d := s.demo
	s.gift(largeSub, 30000)
	made := s.do("another user asks for 20,000", d.large, "/api/wallet/withdraw",
		map[string]any{"amount": 20000, "method": "wechat", "account": "13800001111"})
	id := made.text("id")
	approve := map[string]any{"action": "approve"}
	reviewed := s.do("the admin approves", d.admin, records+id+"/review", approve)
	if s.err == nil && reviewed.text("status") == "pending" {
		s.do("it takes two: another admin approves", d.chief, records+id+"/review", approve)
	}
	s.do("the admin has paid by hand", d.admin, records+id+"/payout",
		map[string]any{"payoutMethod": "manual", "operatorConfirmText": "CONFIRM", "transactionNo": "TX-" + id})
	s.log(id)
}

// gift gives a user money, which takes two people where the policy says so.
func (s *script) gift(userID string, amount int) {
	given := s.do("the office gives a user money", s.demo.office, "/api/admin/wallet/adjust",
		map[string]any{"userId": userID, "amount": amount, "reason": "演示充值"}) //nolint:gosmopolitan // what an admin would type
	if proposal := given.text("proposalId"); proposal != "" {
		s.do("it takes two: another admin approves", s.demo.chief, "/admin/proposals/"+proposal+"/approve", map[string]any{})
	}
}

func (d *Demo) mint() (err error) {
	d.user, err = identity.Mint(identity.Caller{Sub: userSub, Role: funds.RoleUser, Name: "张三", Phone: "13812345678"}, "", d.Now, tokenLife)
	if err != nil {
		return err
	}
	d.large, err = identity.Mint(identity.Caller{Sub: largeSub, Role: funds.RoleUser, Name: "赵敏", Phone: "13700002222"}, "", d.Now, tokenLife)
	if err != nil {
		return err
	}
	for _, admin := range []struct {
		token     *string
		sub, name string
	}{{&d.admin, "admin1", "管理员"}, {&d.chief, "admin2", "陈经理"}, {&d.office, "admin3", "林会计"}} { //nolint:gosmopolitan // Chinese names
		*admin.token, err = identity.Mint(identity.Caller{
			Sub: admin.sub, Role: funds.RoleAdmin, Name: admin.name, HasPerms: true, Permissions: funds.AllPermissions(),
		}, "", d.Now, tokenLife)
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Demo) say(format string, args ...any) {
	_, _ = fmt.Fprintf(d.Out, format+"\n", args...) // a reader who has gone away misses the rest of the story
}

// script runs steps until one fails.
type script struct {
	demo *Demo
	ctx  context.Context //nolint:containedctx // a script lives within one call of story
	err  error
}

// answer is the data of an answer.
type answer map[string]any

func (a answer) text(name string) string {
	text, _ := a[name].(string)
	return text
}

// do posts one request and prints it with the state that it led to.
func (s *script) do(what, token, path string, body any) answer {
	data := s.call(s.demo.URL, token, http.MethodPost, path, body)
	if s.err == nil {
		s.demo.say("%-46s POST %s", what, path)
		if status := data.text("status"); status != "" {
			s.demo.say("%46s status: %s", "", status)
		}
	}
	return data
}

func (s *script) wallet() {
	w := s.call(s.demo.URL, s.demo.user, http.MethodGet, "/api/wallet", nil)
	if s.err == nil {
		s.demo.say("%46s wallet: balance %s, frozen %s, available %s", "", w.text("balance"), w.text("frozenAmount"), w.text("availableBalance"))
	}
}

// settle lets the gateway pay, which calls back.
func (s *script) settle(id string) {
	path := "/sandbox/orders/" + id
	s.call(s.demo.SandboxURL, "", http.MethodPost, path, map[string]any{"state": 1, "callback": true})
	if s.err == nil {
		s.demo.say("%-46s %s %s", "the gateway pays, and calls back with its sign", http.MethodPost, "(sandbox) "+path)
	}
}

func (s *script) waitFor(id, status string) {
	for until := time.Now().Add(settleBound); s.err == nil; {
		data := s.call(s.demo.URL, s.demo.admin, http.MethodGet, records+id, nil)
		if data.text("status") == status {
			s.demo.say("%46s status: %s", "", status)
			return
		}
		if time.Now().After(until) {
			s.err = fmt.Errorf("%s is %q, not %q, after %s", id, data.text("status"), status, settleBound)
			return
		}
		select {
		case <-s.ctx.Done():
			s.err = s.ctx.Err()
		case <-time.After(pollPause):
		}
	}
}

func (s *script) log(id string) {
	data := s.call(s.demo.URL, s.demo.admin, http.MethodGet, records+id+"/detail", nil)
	if s.err != nil {
		return
	}
	s.demo.say("%-46s GET %s", "its log", records+id+"/detail")
	lines, _ := data["logs"].([]any)
	for _, raw := range lines {
		line, _ := raw.(map[string]any)
		s.demo.say("%46s %-8v by %-6v %v", "", line["action"], line["operator"], line["createdAt"])
	}
}

// call sends one request and gives the answer's data. Any status but 200 fails the script.
func (s *script) call(base, token, method, path string, body any) answer {
	if s.err != nil {
		return nil
	}
	var data answer
	data, s.err = request(s.ctx, base, token, method, path, body)
	return data
}

func request(ctx context.Context, base, token, method, path string, body any) (answer, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // nothing is left to read
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: HTTP %d: %s", method, path, response.StatusCode, raw)
	}
	var whole struct {
		Data answer `json:"data"`
	}
	if err := json.Unmarshal(raw, &whole); err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	return whole.Data, nil
}
