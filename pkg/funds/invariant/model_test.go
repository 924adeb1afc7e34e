package invariant_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

const (
	modelSequences = 10400
	rechargesIn    = 4 // of this number of sequences, one has recharges too
	accountsIn     = 5 // and one of this number has several accounts to pay from
	modelSteps     = 60
	modelSeedName  = "OUTFLOW_SEED"
)

// TestRandomLivesKeepEveryInvariant runs random commands of users, admins, the machine and the gateway,
// on clocks that differ, with answers that come late, twice or never. After every step the invariants
// hold. OUTFLOW_SEED=n runs one sequence again.
func TestRandomLivesKeepEveryInvariant(t *testing.T) {
	t.Parallel()
	first, count := uint64(1), modelSequences
	if text := os.Getenv(modelSeedName); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("%s: %v", modelSeedName, err)
		}
		first, count = seed, 1
	}
	seen := map[string]int{}
	for i := range count {
		seed := first + uint64(i)
		m := newModel(seed, seen)
		if err := m.live(); err != nil {
			t.Fatalf("%s=%d: %v", modelSeedName, seed, err)
		}
	}
	t.Log(seen)
	if count == 1 {
		return
	}
	// A model that never gets somewhere proves nothing about it.
	for _, state := range funds.States() {
		wantSeen(t, seen, string(state))
	}
	for _, command := range funds.Commands() {
		if command != funds.CommandDefer && command != funds.CommandRecheck { // these leave no line
			wantSeen(t, seen, string(command))
		}
	}
	for _, state := range funds.RechargeStates() {
		wantSeen(t, seen, "recharge "+string(state))
	}
	for _, command := range funds.RechargeCommands() {
		if command != funds.RechargeDefer {
			wantSeen(t, seen, "recharge: "+string(command))
		}
	}
	for _, what := range []string{"another amount is credited", "too late for a closed wallet", "a credit is taken back", "overtaken"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"settled in part", "nothing settled", "settled for the user", "settled again", "reopening refused", "an older answer", "fenced", "an advance"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"paid by two", "paid by three", "approved and short", "the payee was changed", "approvals_short", "content_changed", "payer_apart", "adjuster_apart", "rolling_24h", "rolling_24h_count", "rolling_30d"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"proposal open", "proposal done", "proposal failed", "proposal rejected", "released alone", "endorsed"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"paused", "paused and answered", "lifted", "made while it is paused", "paid after a pause"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"paid once its time had come", "payout_not_yet", "its payee was known before"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"hold over: reject", "hold over: escalate", "too old", string(withdrawal.ReasonHeld) + " refused"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"claimed again by another batch", "refused after it was paid", "in_batch", "not_in_batch", "paid by a file"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"return credited", "return parked", "return closed", "return: credit", "a fee came back", "a return that settles"} {
		wantSeen(t, seen, what)
	}
	for _, what := range []string{"conflict", "paid by the gateway", "paid after it was given back", "failed without the gateway's word", "held", "paid on approval", "own", "put back", "adopted", string(funds.CodeDuplicateNumber), string(funds.CodeIdempotency)} {
		wantSeen(t, seen, what)
	}
}

func wantSeen(t *testing.T, seen map[string]int, what string) {
	t.Helper()
	if seen[what] < 5 {
		t.Errorf("%q happened %d times in all sequences", what, seen[what])
	}
}

// model is one small world.
type model struct {
	random  *rand.Rand
	now     time.Time
	policy  funds.Policy
	store   *fixture.Store
	gateway *gateway
	users   []string
	commits int

	claims   []claim    // won, and not yet sent
	words    []word     // of the gateway, on their way to us
	answers  []answer   // about what has ended, likewise
	delayed  []decision // decided, and not yet committed
	told     map[funds.ID]bool
	resolved map[funds.ID]bool // by an admin, after the last alarm
	days     map[string]string
	seen     map[string]int
	adjusted funds.Amount

	brakes   bool                           // its admins pause and lift
	spreads  []spreading                    // of theirs, under way
	answered map[funds.PauseScope]time.Time // until when nothing in a scope may commit

	batches bool                                // its admins pay by files, too
	paid    map[funds.ID]map[funds.BatchID]bool // what the bank says of each file that it was in
	sent    map[string]funds.ID                 // by reference, of what came back; nil where nothing does

	holds bool // its policy knows shared accounts, and its admins put and release holds

	ruled          bool // its policy has rules about people, and changes
	eras           []era
	alone          []aloneRelease
	fills          []fill
	made           map[funds.ID]int // how many fills came before it
	recharges      bool             // users put money in, too
	rechargeClaims []funds.Recharge
	rechargeWords  []rechargeWord
	notices        []notice // callbacks on their way
}

// claim is the right to send one attempt.
type claim struct {
	id      funds.ID
	attempt int64
	sendBy  time.Time
	net     funds.Amount
}

// word is the gateway's answer to a create.
type word struct {
	claim  claim
	report funds.Report
}

// answer is the gateway's answer to a question about an order.
type answer struct {
	id     funds.ID
	report funds.Report
}

// decision is a change, and whether the gateway's "paid" is in it.
type decision struct {
	change funds.Change
	paid   bool
}

func newModel(seed uint64, seen map[string]int) *model {
	random := rand.New(rand.NewPCG(seed, 0))
	m := &model{
		random: random, now: fixture.Created, policy: fixture.Policy(), store: fixture.NewStore(), users: []string{"u1", "u2", "u3"},
		gateway: &gateway{random: random, refusesRepeated: random.IntN(3) > 0, orders: map[funds.ID]*order{}, recharges: map[funds.RechargeID]*rechargeOrder{}},
		made:    map[funds.ID]int{},
		told:    map[funds.ID]bool{}, resolved: map[funds.ID]bool{}, days: map[string]string{}, seen: seen,
	}
	if m.recharges = seed%rechargesIn == 0; m.recharges {
		m.users = append(m.users, "poor") // has nothing but what it puts in
	}
	if m.brakes = seed%brakesIn == 0; m.brakes {
		m.answered = map[funds.PauseScope]time.Time{}
	}
	if seed%returnsIn == 2 { //nolint:mnd // one that has neither recharges nor brakes
		m.sendsBack()
	}
	m.policy.Channels[0].PayOnApproval = random.IntN(3) == 0
	m.policy.Timing.FailUnknown, m.policy.AbsentListed = time.Minute, true
	m.policy.RepeatedSerialRefused = m.gateway.refusesRepeated
	m.policy.Fee = funds.Fee{Fixed: funds.Amount(random.IntN(2)) * 1_00}
	m.policy.Daily, m.policy.Single, m.policy.MaxOpen = 2000_00, 1500_00, 4
	if seed%accountsIn == 0 {
		m.policy.Accounts = []funds.PayingAccount{{ID: "gw", Kind: funds.AccountGateway}, {ID: "cmb", Kind: funds.AccountBank}, {ID: "icbc", Kind: funds.AccountBank}}
	}
	if seed/rechargesIn%rulesIn == 0 {
		m.rule()
	}
	if random.IntN(holdsIn) == 0 {
		m.stopAndGo()
	}
	m.batches, m.paid = seed%batchesIn == 3, map[funds.ID]map[funds.BatchID]bool{}
	return m
}

// live runs a sequence, and then lets everything come to its end.
func (m *model) live() error {
	for _, user := range m.users {
		if err := m.commit(decision{change: wallet.Touch(m.act(fixture.Admin), funds.NewWallet(user, m.now), nil)}); err != nil {
			return err
		}
		if user == "poor" {
			continue
		}
		change, err := wallet.Adjust(m.act(fixture.Admin), m.store.Wallets[user], 3000_00, "r", nil) // before there were rules
		if err := m.decide(change, err, false); err != nil {
			return err
		}
	}
	for i := range modelSteps {
		name, step := m.pick()
		err := step()
		if err == nil {
			err = m.check()
		}
		if err != nil {
			return fmt.Errorf("step %d, %s: %w", i, name, err)
		}
	}
	if err := m.end(); err != nil {
		return fmt.Errorf("at the end: %w", err)
	}
	return nil
}

// act is a new act of an actor, by a clock that may be two seconds off.
func (m *model) act(actor funds.Actor) funds.Act {
	m.commits++
	skew := time.Duration(m.random.IntN(5)-2) * time.Second
	return funds.Act{CommitID: "c" + strconv.Itoa(m.commits), At: m.now.Add(skew), Actor: actor}
}

// decide commits what was decided: mostly now, sometimes later, sometimes twice. A refusal is fine where it
// is one of the closed list, and not a fault of ours.
func (m *model) decide(change funds.Change, err error, paid bool) error {
	switch {
	case err != nil:
		m.noteRefused(err)
		if code := funds.CodeOf(err); code == funds.CodeInternal || code == funds.CodeNotFound {
			return err
		}
		return nil
	case change.Empty():
		return nil
	case !m.gateway.honest && m.random.IntN(8) == 0:
		m.delayed = append(m.delayed, decision{change, paid})
		return nil
	}
	if err := m.commit(decision{change, paid}); err != nil {
		return err
	}
	if m.random.IntN(10) == 0 {
		if err := m.store.Commit(change); err == nil {
			return errors.New("the same change was written twice")
		}
	}
	return nil
}

// commit writes a decision, and notes what follows from it.
func (m *model) commit(d decision) error {
	wasActive := d.change.Wallet != nil && m.store.Wallets[d.change.Wallet.To.UserID].Status == funds.WalletActive
	err := m.store.Commit(d.change)
	switch {
	case errors.Is(err, funds.ErrConflict):
		m.seen["conflict"]++
		return nil
	case err != nil && funds.CodeOf(err) != funds.CodeInternal:
		m.seen[string(funds.CodeOf(err))]++
		return nil
	case err != nil:
		return err
	}
	if err := cmp.Or(m.notePaused(d.change), m.noteProposal(d.change), m.noteReturn(d.change)); err != nil {
		return err
	}
	for _, entry := range d.change.Entries {
		if entry.Type == funds.EntryAdjustment {
			m.adjusted += entry.BalanceEffect()
			m.noteFill(entry, d.change.Wallet.To)
		}
	}
	if d.change.Recharge != nil {
		return m.noteRecharge(d.change, wasActive && d.change.Wallet.To.Status == funds.WalletFrozen)
	}
	if d.change.Withdrawal == nil {
		return nil
	}
	w := d.change.Withdrawal.To
	m.seen[string(w.State)]++
	m.notePeople(w)
	if err := cmp.Or(m.checkApart(d.change), m.checkWords(d.change), m.checkHeld(d.change), m.checkCooling(d.change)); err != nil {
		return err
	}
	for _, line := range d.change.Lines {
		m.seen[string(line.Command)]++
		m.noteSettlement(w, line.Command)
		if w.Payout.Kind == funds.PayoutChannel && w.Payout.SendBy.After(d.change.At) && (line.Command == funds.CommandDispatch || line.Command == funds.CommandResend) {
			m.claims = append(m.claims, claim{w.ID, w.Payout.Attempt, w.Payout.SendBy, w.Net()})
		}
	}
	if !d.paid || m.told[w.ID] || w.Payout.GatewayState != funds.GatewayWithdrawalPaid || (w.State.Final() && w.Due() == 0) { // an admin who was told may open the wallet again
		return nil
	}
	m.told[w.ID] = true
	if w.State != funds.StateCompleted && m.store.Wallets[w.UserID].Status == funds.WalletActive {
		return fmt.Errorf("%s was paid after it had %s, and the wallet is still active", w.ID, w.State)
	}
	return nil
}

// check is what must be so after every step.
func (m *model) check() error {
	var balances, paidOut, credited funds.Amount
	for _, user := range m.users {
		ledger := m.store.Ledger(user)
		ledger.Policies = m.policiesAt
		if found := invariant.Verify(ledger); len(found) > 0 {
			return fmt.Errorf("%v", found)
		}
		if ledger.Wallet.Day < m.days[user] {
			return fmt.Errorf("%s: the day goes back from %s to %s", user, m.days[user], ledger.Wallet.Day)
		}
		m.days[user] = ledger.Wallet.Day
		balances += ledger.Wallet.Balance
		for _, history := range ledger.Withdrawals {
			if history.Withdrawal.State == funds.StateCompleted {
				paidOut += history.Withdrawal.Amount
			}
		}
		for _, recharge := range ledger.Recharges {
			credited += recharge.Credited
			if err := m.checkRecharge(recharge); err != nil {
				return fmt.Errorf("%s (%s): %w", recharge.ID, recharge.State, err)
			}
		}
	}
	if found := m.verifyReleases(); len(found) > 0 {
		return fmt.Errorf("%v", found)
	}
	if balances != m.adjusted+credited-paidOut {
		return fmt.Errorf("balances are %d, adjustments %d and credits %d less %d paid out", balances, m.adjusted, credited, paidOut)
	}
	for _, w := range m.store.Withdrawals {
		if err := cmp.Or(m.checkPayments(w), m.checkFiles(w)); err != nil {
			return fmt.Errorf("%s (%s): %w", w.ID, w.State, err)
		}
	}
	return nil
}

// checkPayments: nothing is paid twice; what is completed was paid once; what was given back was paid only
// where the gateway had denied the order, and is shown to an admin once the gateway says so.
func (m *model) checkPayments(w funds.Withdrawal) error {
	known := m.gateway.orders[w.ID]
	payments := known.payments()
	byChannel := w.Payout.Kind == funds.PayoutChannel
	switch {
	case payments > 1 || (known != nil && known.copies > 1):
		return fmt.Errorf("ordered %d times", known.copies)
	case known != nil && !byChannel && (w.State.Final() || !known.steady): // else the table was put back
		return errors.New("ordered, but never claimed for the gateway")
	case known != nil && known.amount != w.Net():
		return fmt.Errorf("%d was ordered, not %d", known.amount, w.Net())
	case w.State == funds.StateCompleted && byChannel && payments != 1 && !known.flipped:
		return errors.New("completed, but the gateway did not pay")
	case w.State.Final() && w.State != funds.StateCompleted && payments > 0:
		if !known.denied && !known.flipped {
			return errors.New("given back and paid, although the gateway never called it absent")
		}
		if m.told[w.ID] && !w.NeedsAttention && !m.resolved[w.ID] {
			return errors.New("given back and paid, and no admin is told")
		}
	}
	return nil
}
