package flow

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// Idempotency is a request's idempotency key: who sent it, the key with its route, and what distinguishes it from
// another request.
type Idempotency struct {
	Caller, Key string
	Print       funds.Print
}

// WithdrawalRequest is what a contract asks for in its user's name.
type WithdrawalRequest struct {
	Actor  funds.Actor
	UserID string
	Amount funds.Amount // minor units
	Method funds.Method
	Target funds.Target
	// AccountField is the contract's name of the field that the account is in; empty for account.
	AccountField string
	Note         string
	Origin       funds.Origin
	Profile      *funds.Profile // of the user's own token
	Idempotency  *Idempotency
	// RefuseDuplicates refuses a request like another of the last minutes: see [funds.Likeness].
	RefuseDuplicates bool

	payee   *funds.AccountUse // what is counted of it, once it was read; nil where no rule asks
	blocked bool              // nothing is paid to the account, as the wallet was read
}

func (r WithdrawalRequest) accountField() string { return cmp.Or(r.AccountField, "account") }

// withPayee reads what is counted of the payee, where the policy asks about it, once for a request.
func (s *Service) withPayee(ctx context.Context, request WithdrawalRequest) (WithdrawalRequest, error) {
	if request.payee != nil || !s.Policy.Controls.AsksPayee() {
		return request, nil
	}
	payee := funds.Withdrawal{Method: request.Method, Target: request.Target}.Payee()
	var use funds.AccountUse
	var err error
	if most := s.Policy.Controls.SharedAccount.Wallets; most > 0 && payee.Account.Some() {
		use, err = s.Store.Account(ctx, request.UserID, payee, int(most)+1)
	} else {
		use.Own, err = s.Store.Payee(ctx, request.UserID, payee)
	}
	request.payee = &use
	return request, err
}

// Create freezes the amount and makes the withdrawal, which then waits for a review. A repeated
// idempotency key gives the withdrawal that it made, as it is now.
func (s *Service) Create(ctx context.Context, request WithdrawalRequest) (funds.Withdrawal, error) {
	request, err := s.withPayee(ctx, request)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	withdrawal, _, err := s.create(ctx, request, funds.Wallet{}, waits)
	return withdrawal, err
}

// CreateAndPay is Create for the merchant contract: where the method's channel approves by policy, it
// is approved and dispatched in the same commit, and then sent, unless it takes people: then it waits for them. Before
// that it asks whether the gateway can pay ([funds.CodeGatewayShort]). The withdrawal's state tells what came of it:
// processing is accepted where Payout.AcceptedAt is set and unknown otherwise; failed is the gateway's refusal.
func (s *Service) CreateAndPay(ctx context.Context, request WithdrawalRequest) (funds.Withdrawal, error) {
	channel, hasChannel := s.Policy.Channel(request.Method)
	if !hasChannel || !channel.AutoApprove {
		return s.Create(ctx, request)
	}
	replayed, found, err := s.replay(ctx, request.Idempotency, s.Now())
	if err != nil || found {
		return replayed, err
	}
	if request, err = s.withPayee(ctx, request); err != nil {
		return funds.Withdrawal{}, err
	}
	checked, err := s.wouldPay(ctx, request)
	switch {
	case err != nil:
		return funds.Withdrawal{}, err
	case checked.waits:
		return s.createAndSend(ctx, request, checked, channel)
	}
	turn, found, err := s.takeTurn(ctx, request.UserID, func(ctx context.Context) (bool, error) {
		checked.wallet = funds.Wallet{} // while it waited, other requests of the user may have changed the wallet
		replayed, found, err = s.replay(ctx, request.Idempotency, s.Now())
		return found, err
	})
	if err != nil || found {
		return replayed, err
	}
	paid, err := s.createAndSend(ctx, request, checked, channel)
	s.endTurn(ctx, turn, funds.CodeOf(err) == funds.CodeGatewayShort || (err == nil && paid.State == funds.StateFailed))
	return paid, err
}

// payment is who pays what is created.
type payment int

const (
	waits         payment = iota // an admin, after a review
	autoPays                     // the policy, in the same commit
	autoPaysLater                // the same, once a pause is over, or the channel is not silent any more
)

// createAndSend asks whether the gateway can pay, and makes and sends the withdrawal.
func (s *Service) createAndSend(ctx context.Context, request WithdrawalRequest, checked checkedRequest, channel funds.Channel) (funds.Withdrawal, error) {
	pays := autoPays
	if !checked.waits {
		l := payoutLane(request.Method)
		switch known, err := s.breaker(ctx, l); {
		case err != nil:
			return funds.Withdrawal{}, err
		case known.Open(s.Now()):
			pays = autoPaysLater
		default:
			if err := s.gatewayCovers(ctx, l, checked.net); err != nil {
				return funds.Withdrawal{}, err
			}
		}
	}
	withdrawal, made, err := s.create(ctx, request, checked.wallet, pays)
	if funds.CodeOf(err) == funds.CodePaused {
		withdrawal, _, err = s.create(ctx, request, funds.Wallet{}, autoPaysLater)
		return withdrawal, err
	}
	var refused *funds.Error
	if errors.As(err, &refused) && refused.Reason == funds.ReasonAccountBlocked { // also since it was looked up
		return funds.Withdrawal{}, funds.Invalid(request.accountField(), funds.ReasonAccountBlocked)
	}
	if err != nil || !made || withdrawal.State != funds.StateProcessing {
		return withdrawal, err // another's, or it waits for people after all
	}
	return s.send(ctx, withdrawal, channel)
}

// create commits a new withdrawal. The wallet, which it always writes, may be known from before a question to the
// gateway. made is false where a repeated key found an older withdrawal.
func (s *Service) create(ctx context.Context, request WithdrawalRequest, known funds.Wallet, payment payment) (withdrawal funds.Withdrawal, made bool, err error) {
	act, err := s.act(request.Actor)
	if err != nil {
		return funds.Withdrawal{}, false, err
	}
	wallets := firstWallet(known, func(string) (funds.Wallet, error) { return s.walletToPay(ctx, &request, act.At) })
	for range codeTries {
		id, err := s.newID(act.At)
		if err != nil {
			return funds.Withdrawal{}, false, err
		}
		change, earlier, err := s.commitKeyed(ctx, request.Idempotency, act.At, func(ctx context.Context) (funds.Change, error) {
			wallet, err := wallets(request.UserID)
			if err != nil {
				return funds.Change{}, err
			}
			return s.decideCreate(ctx, act, wallet, request, id, payment)
		})
		switch {
		case errors.Is(err, funds.ErrCodeTaken):
			continue
		case err != nil:
			return funds.Withdrawal{}, false, err
		case earlier != nil:
			withdrawal, err = s.Store.Withdrawal(ctx, funds.ID(earlier.Result))
			return withdrawal, false, err
		}
		return change.Withdrawal.To, true, nil
	}
	return funds.Withdrawal{}, false, funds.Internal("draw a withdrawal's code", funds.ErrCodeTaken)
}

// walletToPay reads the wallet of a request, or gives the new one, and with it whether the account is blocked.
func (s *Service) walletToPay(ctx context.Context, request *WithdrawalRequest, at time.Time) (funds.Wallet, error) {
	return list.WalletOrNew(ctx, walletReader(func(ctx context.Context, userID string) (wallet funds.Wallet, err error) {
		wallet, request.blocked, err = s.Store.WalletToPay(ctx, userID, request.Target.Mark())
		return wallet, err
	}), request.UserID, at)
}

// walletReader reads a wallet by a function.
type walletReader func(ctx context.Context, userID string) (funds.Wallet, error)

// Wallet is what the function reads.
func (r walletReader) Wallet(ctx context.Context, userID string) (funds.Wallet, error) {
	return r(ctx, userID)
}

func (s *Service) decideCreate(ctx context.Context, act funds.Act, wallet funds.Wallet, request WithdrawalRequest, id funds.ID, payment payment) (funds.Change, error) {
	like := funds.Withdrawal{UserID: request.UserID, Target: request.Target, Amount: request.Amount}.Likeness()
	twin, err := s.twin(ctx, act, request.RefuseDuplicates, like)
	if err != nil {
		return funds.Change{}, err
	}
	var payee funds.AccountUse
	if request.payee != nil {
		payee = *request.payee
	}
	blockedField := ""
	if request.blocked {
		blockedField = request.accountField()
	}
	change, err := withdrawal.Create(act, wallet, withdrawal.Request{
		BlockedField: blockedField,
		ID:           id, KnownPayee: payee.Own.KnownAt(act.At), PayeeSince: payee.Own.First, Wallets: payee.Above(s.Policy.Controls.SharedAccount.Wallets), Amount: request.Amount, Method: request.Method, Target: request.Target, Note: request.Note, Origin: request.Origin,
		Profile: request.Profile, Claim: request.Idempotency.claim(act), AutoPay: payment != waits, Paused: payment == autoPaysLater,
	}, s.Policy)
	if funds.CodeOf(err) == funds.CodeTooManyOpen {
		return funds.Change{}, s.tooManyOpen(ctx, wallet, err)
	}
	return change.Claiming(twin), err
}

// checkedRequest is what was found of a request before the gateway hears of it.
type checkedRequest struct {
	wallet funds.Wallet
	net    funds.Amount // what the gateway would be asked to pay
	waits  bool         // for people, or for its time: the gateway is asked nothing
}

// wouldPay checks a request before the gateway hears of it.
func (s *Service) wouldPay(ctx context.Context, request WithdrawalRequest) (checkedRequest, error) {
	act, err := s.act(request.Actor)
	if err != nil {
		return checkedRequest{}, err
	}
	id, err := s.newID(act.At)
	if err != nil {
		return checkedRequest{}, err
	}
	wallet, err := s.walletToPay(ctx, &request, act.At)
	if err != nil {
		return checkedRequest{}, err
	}
	change, err := s.decideCreate(ctx, act, wallet, request, id, autoPays) // decided only to be checked: nothing of it is written
	if err != nil {
		return checkedRequest{}, err
	}
	return checkedRequest{wallet, change.Withdrawal.To.Net(), !withdrawal.Claims(change)}, nil
}

// balanceTerms keep the balance for a second: nobody would learn sooner that it has changed, and the gateway decides
// about each order anyway.
var balanceTerms = funds.Terms{Fresh: time.Second, Usable: 10 * time.Second, Retry: time.Second}

// ReasonGatewayShort says that the gateway's own balance, Available, does not cover what is Requested.
const ReasonGatewayShort funds.Reason = "gateway_short"

// gatewayCovers says whether the gateway's balance, as it was a moment ago, covers the amount that is paid through a lane, beside
// what has waited for it for longer: what is new does not overtake that.
func (s *Service) gatewayCovers(ctx context.Context, l lane, net funds.Amount) error {
	text, err := s.shared(ctx, "BALANCE", balanceTerms, func(ctx context.Context) (string, error) {
		began := s.Now()
		balance, err := s.Gateway.Balance(ctx)
		s.asked(ctx, l, began, err != nil)
		return strconv.FormatInt(int64(balance), 10), err
	})
	if err != nil {
		return err
	}
	minor, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return funds.Internal("read the kept balance", err)
	}
	if balance := max(funds.Amount(minor)-s.queuedLately(), 0); balance < net {
		return funds.Refuse(funds.CodeGatewayShort, ReasonGatewayShort).About(funds.Facts{Available: balance, Requested: net})
	}
	return nil
}

// ReasonKeyUsed says that an idempotency key was used for another request.
const ReasonKeyUsed funds.Reason = "idempotency_used"

// commitKeyed commits a decision under a request's idempotency key. The key's claim is read only where the decision is
// refused or a race is lost: mostly neither is, and the commit itself holds the condition that nobody has the key.
// earlier is the claim of a request before this one, where there is one; then nothing is committed.
func (s *Service) commitKeyed(ctx context.Context, key *Idempotency, at time.Time, decide func(context.Context) (funds.Change, error)) (change funds.Change, earlier *funds.Claim, err error) {
	again := false
	change, err = s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		change, refused := decide(ctx)
		if refused == nil && !again {
			again = true
			return change, nil // if the key is taken, the commit fails, and comes here again
		}
		claim, found, err := s.claimed(ctx, key, at)
		switch {
		case err != nil:
			return funds.Change{}, err
		case found:
			earlier = &claim
			return funds.Change{}, nil
		}
		return change, refused
	})
	return change, earlier, err
}

// replay finds what a repeated idempotency key made, as it is now. Another body under the same key
// is [funds.CodeIdempotency]. An expired claim does not count.
func (s *Service) replay(ctx context.Context, key *Idempotency, at time.Time) (funds.Withdrawal, bool, error) {
	claim, found, err := s.claimed(ctx, key, at)
	if err != nil || !found {
		return funds.Withdrawal{}, false, err
	}
	withdrawal, err := s.Store.Withdrawal(ctx, funds.ID(claim.Result))
	return withdrawal, err == nil, err
}

// claimed reads the claim of a key that lives at the request's time, and refuses another body under it.
func (s *Service) claimed(ctx context.Context, key *Idempotency, at time.Time) (funds.Claim, bool, error) {
	if key == nil {
		return funds.Claim{}, false, nil
	}
	claim, err := s.Store.Claim(ctx, key.Caller, key.Key)
	switch {
	case errors.Is(err, funds.ErrNotFound):
		return funds.Claim{}, false, nil
	case err != nil:
		return funds.Claim{}, false, err
	case !claim.Expires.After(at):
		return funds.Claim{}, false, nil
	case !claim.Print.Same(key.Print):
		return funds.Claim{}, false, &funds.Error{Code: funds.CodeIdempotency, Reason: ReasonKeyUsed, Field: "Idempotency-Key"}
	}
	return claim, true, nil
}

func (k *Idempotency) claim(act funds.Act) *funds.Claim {
	if k == nil {
		return nil
	}
	return &funds.Claim{Caller: k.Caller, Key: k.Key, Print: k.Print, Expires: act.At.Add(funds.ClaimLife)}
}
