package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
	"github.com/outflow-pay/outflow/pkg/words"
)

const (
	statementsPath     = "/admin/statements"
	reconciliationPath = "/admin/reconciliation"
	breaksPath         = "/admin/breaks"
)

// StatementReader reads the file of an upload.
type StatementReader func(content string) ([]funds.BankStatement, funds.BankFormat, error)

// matchingTime is how long one request matches lines: the same file sent again goes on from there.
const matchingTime = 15 * time.Second

// StatementRoutes are the routes by which admins bring in what banks say of our accounts, and work off what does not agree:
// additions, in this contract's form. They move no money.
func StatementRoutes(service *flow.Service, read StatementReader) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodPost, statementsPath, takeStatement(service, read), funds.PermissionResolve),
		byAdmin(http.MethodGet, reconciliationPath, reconciliation(service)),
		byAdmin(http.MethodGet, breaksPath, breaks(service)),
		byAdmin(http.MethodPost, breaksPath+"/{id}", decideBreak(service), funds.PermissionResolve).Deciding(),
	}
	for i := range routes {
		routes[i].Errors = proposalRefusal
	}
	return routes
}

// accountAsked is one of the accounts that payouts leave; without a word of it the one called default.
func accountAsked(service *flow.Service, given string) (string, error) {
	if given == "" || given == funds.DefaultAccount {
		return funds.DefaultAccount, nil
	}
	if _, known := service.Policy.Account(given); !known {
		return "", funds.NotOneOf("account", append(accountIDs(service.Policy), funds.DefaultAccount)...)
	}
	return given, nil
}

func accountIDs(policy funds.Policy) (ids []string) {
	for _, account := range policy.Accounts {
		ids = append(ids, account.ID)
	}
	return ids
}

// ReasonStatementAccount says that a statement, at the place Count in its file, is of the account Text, which is not the
// paying account that it was sent for, or none of the policy's.
const ReasonStatementAccount funds.Reason = "statement_account"

// accountOf is the paying account of a statement: the one whose number it has. A file that names none is of the account that
// it was sent for.
func accountOf(policy funds.Policy, asked string, at int, said funds.BankAccount) (string, error) {
	if said.Number == "" || len(policy.Accounts) == 0 {
		return asked, nil
	}
	for _, account := range policy.Accounts {
		if strings.EqualFold(strings.ReplaceAll(account.Number, " ", ""), said.Number) && (asked == funds.DefaultAccount || asked == account.ID) {
			return account.ID, nil
		}
	}
	return "", funds.Invalid("content", ReasonStatementAccount).About(funds.Facts{Count: int64(at), Text: funds.MaskAccount(said.Number)})
}

// uploaded is a file that an admin sends, and the account that it is of.
type uploaded struct {
	by                     funds.Actor
	account, name, content string
}

// takeStatement takes a file, and matches its lines for some seconds. The answer says how far it came.
func takeStatement(service *flow.Service, read StatementReader) handler {
	return edge.Handle(func(in *edge.Input) uploaded {
		body := in.Object()
		asked := uploaded{by: in.Actor(), name: body.Text("name"), content: body.Content("content")}
		account, err := accountAsked(service, body.Text("account"))
		in.Fail(err)
		asked.account = account
		return asked
	}, func(ctx context.Context, asked uploaded) ([]funds.KeptStatement, error) {
		file, err := fileOf(service.Policy, asked, read)
		if err != nil {
			return nil, err
		}
		kept, err := service.TakeStatements(ctx, asked.by, file)
		if err != nil {
			return nil, err
		}
		until := service.Now().Add(matchingTime)
		for i := range kept {
			if kept[i], err = service.MatchStatement(ctx, kept[i].ID, until); err != nil {
				return nil, err
			}
		}
		return kept, nil
	}, func(_ words.Reader, _ uploaded, kept []funds.KeptStatement) edge.Response {
		return ok(struct {
			Statements []statementView `json:"statements"`
			Finished   bool            `json:"finished"`
		}{contract.Views(kept, statementViewOf), !slices.ContainsFunc(kept, func(k funds.KeptStatement) bool { return !k.Finished })})
	})
}

// fileOf reads an upload, and says which account each of its statements is of.
func fileOf(policy funds.Policy, asked uploaded, read StatementReader) (flow.StatementFile, error) {
	said, format, err := read(asked.content)
	if err != nil {
		return flow.StatementFile{}, err
	}
	sum := sha256.Sum256([]byte(asked.account + "\n" + asked.content))
	file := flow.StatementFile{BankFile: funds.BankFile{SHA256: hex.EncodeToString(sum[:]), Name: asked.name, Format: format, Account: asked.account}}
	for i, one := range said {
		account, err := accountOf(policy, asked.account, i+1, one.Account)
		if err != nil {
			return flow.StatementFile{}, err
		}
		file.Statements = append(file.Statements, statement.Read{Account: account, Said: one})
	}
	return file, nil
}

// statementView is a statement and how far it is matched.
type statementView struct {
	ID       string                        `json:"id"`
	Account  string                        `json:"account"`
	Name     string                        `json:"name,omitempty"`
	From     string                        `json:"from"`
	To       string                        `json:"to"`
	Opening  *edge.Major                   `json:"opening,omitempty"`
	Closing  *edge.Major                   `json:"closing,omitempty"`
	Lines    int64                         `json:"lines"`
	Finished bool                          `json:"finished"`
	Outcomes map[funds.BankOutcome]sumView `json:"outcomes"`
	By       string                        `json:"by"`
	At       string                        `json:"at"`
}

type sumView struct {
	Count  int64      `json:"count"`
	Amount edge.Major `json:"amount"`
}

func sumOf(t funds.Tally) sumView { return sumView{t.Count, edge.Major(t.Amount)} }

func sumsOf(tallies map[funds.BankOutcome]funds.Tally) map[funds.BankOutcome]sumView {
	sums := make(map[funds.BankOutcome]sumView, len(tallies))
	for outcome, tally := range tallies {
		sums[outcome] = sumOf(tally)
	}
	return sums
}

func statementViewOf(kept funds.KeptStatement) statementView {
	outcomes := map[funds.BankOutcome]funds.Tally{}
	for _, day := range kept.Days {
		for outcome, tally := range day.Outcomes {
			outcomes[outcome] = outcomes[outcome].Plus(tally)
		}
	}
	view := statementView{
		ID: string(kept.ID), Account: kept.Account, Name: kept.File.Name, From: kept.Said.From, To: kept.Said.To, Lines: kept.Lines, Finished: kept.Finished,
		Outcomes: sumsOf(outcomes), By: kept.File.By.ID, At: edge.Moment(kept.CreatedAt),
	}
	if kept.Said.Balanced {
		opening, closing := edge.Major(kept.Said.Opening), edge.Major(kept.Said.Closing)
		view.Opening, view.Closing = &opening, &closing
	}
	return view
}

// daysAsked is a time of an account.
type daysAsked struct{ account, from, to string }

// reconciliation shows an account's days: ours, the bank's, what is in transit, breaks, and the difference.
func reconciliation(service *flow.Service) handler {
	return edge.Handle(func(in *edge.Input) daysAsked {
		f := filtersOf(in, service.Policy)
		f.day("from")
		f.day("to")
		return daysAsked{accountIn(in, service), f.given["from"], f.given["to"]}
	}, func(ctx context.Context, asked daysAsked) ([]flow.ReconciledDay, error) {
		return service.ReconciledDays(ctx, asked.account, asked.from, asked.to)
	}, func(_ words.Reader, asked daysAsked, days []flow.ReconciledDay) edge.Response {
		return ok(struct {
			Account  string    `json:"account"`
			Accounts []string  `json:"accounts"`
			Days     []dayView `json:"days"`
		}{asked.account, append([]string{funds.DefaultAccount}, accountIDs(service.Policy)...), contract.Views(days, dayViewOf)})
	})
}

func accountIn(in *edge.Input, service *flow.Service) string {
	given, _ := in.Query("account")
	account, err := accountAsked(service, given)
	in.Fail(err)
	return account
}

// dayView is one booking day of an account.
type dayView struct {
	Day         string                        `json:"day"`
	Stated      bool                          `json:"stated"` // a statement covers it
	Matched     bool                          `json:"matched"`
	In          sumView                       `json:"in"`
	Out         sumView                       `json:"out"`
	Outcomes    map[funds.BankOutcome]sumView `json:"outcomes"`
	Ours        sumView                       `json:"ours"`
	InTransit   sumView                       `json:"inTransit"`
	OtherDays   sumView                       `json:"otherDays"`
	AtLeast     bool                          `json:"oursAreLowerBound"`
	OpenBreaks  sumView                       `json:"openBreaks"`
	EndedBreaks sumView                       `json:"endedBreaks"`
	Difference  edge.Major                    `json:"difference"`
}

func dayViewOf(d flow.ReconciledDay) dayView {
	return dayView{
		Day: d.Day, Stated: d.Known, Matched: d.Matched, In: sumOf(d.In), Out: sumOf(d.Out), Outcomes: sumsOf(d.Lines), Ours: sumOf(d.Ours),
		InTransit: sumOf(d.InTransit), OtherDays: sumOf(d.OtherDays), AtLeast: d.AtLeast, OpenBreaks: sumOf(d.Open), EndedBreaks: sumOf(d.Ended),
		Difference: edge.Major(d.Difference()),
	}
}
