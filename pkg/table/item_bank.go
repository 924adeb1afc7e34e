package table

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// What banks say is kept in a few large items: lines, sheets' entries and links are JSON within one attribute, since
// nothing asks for a part of them.

const (
	skBankFile      = "FILE"
	skBankStatement = "STATEMENT"
	skBankChain     = "CHAIN"
	skBreak         = "BREAK"
	linesPrefix     = "LINES#"
	sheetPrefix     = "SHEET#"
	blockDigits     = 5
)

func pkBankFile(sha256 string) string { return "BANKFILE#" + sha256 }

func pkBankStatement(id funds.BankStatementID) string { return "STATEMENT#" + string(id) }

func pkBankAccount(account string) string { return "BANK#" + account }

func pkBankDay(account, day string) string { return pkBankAccount(account) + "#" + day }

func bankSheetKey(account, day string, shard int) key {
	return key{pkBankDay(account, day), sheetPrefix + padded(int64(shard), shardDigits)}
}

func bankBlockKey(id funds.BankStatementID, n int) key {
	return key{pkBankStatement(id), linesPrefix + padded(int64(n), blockDigits)}
}

func breakKey(id funds.BreakID) key { return key{"BREAK#" + string(id), skBreak} }

func breakDayPartition(account, day string) string { return "BREAK#" + account + "#" + day }

func breakAttention(account string) string { return "ATTENTION#BREAK#" + account }

type bankFileItem struct {
	PK         string    `dynamodbav:"PK"`
	SK         string    `dynamodbav:"SK"`
	Name       string    `dynamodbav:"name,omitempty"`
	Format     string    `dynamodbav:"fmt"`
	Account    string    `dynamodbav:"acct,omitempty"`
	By         actorItem `dynamodbav:"by"`
	At         int64     `dynamodbav:"at"`
	Statements []string  `dynamodbav:"sts"`
	Commit     string    `dynamodbav:"commit"`
}

func bankFileItemOf(f funds.BankFileKept) bankFileItem {
	row := bankFileItem{PK: pkBankFile(f.SHA256), SK: skBankFile, Name: f.Name, Format: string(f.Format), Account: f.Account, By: actorItemOf(f.By), At: millis(f.At), Commit: f.CommitID}
	for _, id := range f.Statements {
		row.Statements = append(row.Statements, string(id))
	}
	return row
}

func (i bankFileItem) file(sha256 string) funds.BankFileKept {
	f := funds.BankFileKept{CommitID: i.Commit, BankFile: funds.BankFile{
		SHA256: sha256, Name: i.Name, Format: funds.BankFormat(i.Format), Account: i.Account, By: i.By.actor(), At: moment(i.At),
	}}
	for _, id := range i.Statements {
		f.Statements = append(f.Statements, funds.BankStatementID(id))
	}
	return f
}

type bankStatementItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	TimePK string `dynamodbav:"timePK"` // by-time: an account
	TimeSK string `dynamodbav:"timeSK"` // and the last day

	ID       string    `dynamodbav:"id"`
	Version  int64     `dynamodbav:"ver"`
	Account  string    `dynamodbav:"acct"`
	SHA256   string    `dynamodbav:"sha"`
	Name     string    `dynamodbav:"name,omitempty"`
	Format   string    `dynamodbav:"fmt"`
	For      string    `dynamodbav:"for,omitempty"`
	By       actorItem `dynamodbav:"by"`
	At       int64     `dynamodbav:"at"`
	Part     int       `dynamodbav:"part,omitempty"`
	Said     []byte    `dynamodbav:"said"`
	Lines    int64     `dynamodbav:"n"`
	Blocks   int       `dynamodbav:"blocks"`
	Done     int       `dynamodbav:"done,omitempty"`
	Swept    string    `dynamodbav:"swept,omitempty"`
	Finished bool      `dynamodbav:"fin,omitempty"`
	Days     []byte    `dynamodbav:"days,omitempty"`
	Commit   string    `dynamodbav:"commit"`
	Created  int64     `dynamodbav:"made"`
	Updated  int64     `dynamodbav:"upd"`
}

func bankStatementItemOf(k funds.KeptStatement) (row bankStatementItem, err error) {
	row = bankStatementItem{
		PK: pkBankStatement(k.ID), SK: skBankStatement, TimePK: pkBankAccount(k.Account), TimeSK: timeKey(dayTime(k.Said.To), string(k.ID)),
		ID: string(k.ID), Version: k.Version, Account: k.Account, SHA256: k.File.SHA256, Name: k.File.Name, Format: string(k.File.Format), For: k.File.Account,
		By: actorItemOf(k.File.By), At: millis(k.File.At), Part: k.Part, Lines: k.Lines, Blocks: k.Blocks, Done: k.Done, Swept: k.Swept, Finished: k.Finished,
		Commit: k.CommitID, Created: millis(k.CreatedAt), Updated: millis(k.UpdatedAt),
	}
	if row.Said, err = packJSON(k.Said); err != nil {
		return row, err
	}
	row.Days, err = packJSON(k.Days)
	return row, err
}

func (i bankStatementItem) statement() (funds.KeptStatement, error) {
	k := funds.KeptStatement{
		ID: funds.BankStatementID(i.ID), Version: i.Version, Account: i.Account, Part: i.Part, Lines: i.Lines, Blocks: i.Blocks, Done: i.Done, Swept: i.Swept, Finished: i.Finished,
		File:     funds.BankFile{SHA256: i.SHA256, Name: i.Name, Format: funds.BankFormat(i.Format), Account: i.For, By: i.By.actor(), At: moment(i.At)},
		CommitID: i.Commit, CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated),
	}
	if err := unpackJSON(i.Said, &k.Said); err != nil {
		return k, err
	}
	return k, unpackJSON(i.Days, &k.Days)
}

type bankBlockItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	First  int64  `dynamodbav:"first,omitempty"`
	Lines  []byte `dynamodbav:"lines"`
	Commit string `dynamodbav:"commit"`
}

func bankBlockItemOf(b funds.BankBlock) (bankBlockItem, error) {
	at := bankBlockKey(b.Statement, b.Number)
	lines, err := packJSON(b.Lines)
	return bankBlockItem{PK: at.pk, SK: at.sk, First: b.First, Lines: lines, Commit: b.CommitID}, err
}

func (i bankBlockItem) block(id funds.BankStatementID) (funds.BankBlock, error) {
	n, err := strconv.Atoi(i.SK[min(len(linesPrefix), len(i.SK)):])
	if err != nil {
		return funds.BankBlock{}, fmt.Errorf("%s %s is no block: %w", i.PK, i.SK, err)
	}
	b := funds.BankBlock{Statement: id, Number: n, First: i.First, CommitID: i.Commit}
	return b, unpackJSON(i.Lines, &b.Lines)
}

type bankSheetItem struct {
	PK      string `dynamodbav:"PK"`
	SK      string `dynamodbav:"SK"`
	Account string `dynamodbav:"acct"`
	Day     string `dynamodbav:"day"`
	Shard   int    `dynamodbav:"shard,omitempty"`
	Version int64  `dynamodbav:"ver"`
	Entries []byte `dynamodbav:"on"`
	Commit  string `dynamodbav:"commit"`
}

// sheetEntry is an entry of a sheet, which may have thousands.
type sheetEntry struct {
	ID      string `json:"i"`
	Ref     string `json:"r"`
	Day     string `json:"d"`
	Amount  int64  `json:"a"`
	Outcome string `json:"o"`
}

func bankSheetItemOf(s funds.BankSheet) (bankSheetItem, error) {
	at := bankSheetKey(s.Account, s.Day, s.Shard)
	entries := make([]sheetEntry, 0, len(s.Entries))
	for _, e := range s.Entries {
		entries = append(entries, sheetEntry{string(e.ID), e.Ref.String(), e.Day, int64(e.Amount), string(e.Outcome)})
	}
	packed, err := packJSON(entries)
	return bankSheetItem{PK: at.pk, SK: at.sk, Account: s.Account, Day: s.Day, Shard: s.Shard, Version: s.Version, Entries: packed, Commit: s.Commit}, err
}

func (i bankSheetItem) sheet() (funds.BankSheet, error) {
	s := funds.BankSheet{Account: i.Account, Day: i.Day, Shard: i.Shard, Version: i.Version, Commit: i.Commit}
	var entries []sheetEntry
	if err := unpackJSON(i.Entries, &entries); err != nil {
		return s, err
	}
	for _, e := range entries {
		ref, ok := funds.ParseBankLineRef(e.Ref)
		if !ok {
			return s, fmt.Errorf("%s %s: %q names no line", i.PK, i.SK, e.Ref)
		}
		s.Entries = append(s.Entries, funds.BankEntry{ID: funds.ID(e.ID), Ref: ref, Day: e.Day, Amount: funds.Amount(e.Amount), Outcome: funds.BankOutcome(e.Outcome)})
	}
	return s, nil
}

type bankChainItem struct {
	PK      string `dynamodbav:"PK"`
	SK      string `dynamodbav:"SK"`
	Account string `dynamodbav:"acct"`
	Version int64  `dynamodbav:"ver"`
	Links   []byte `dynamodbav:"links"`
	Commit  string `dynamodbav:"commit"`
}

func bankChainItemOf(c funds.BankChain) (bankChainItem, error) {
	links, err := packJSON(c.Links)
	return bankChainItem{PK: pkBankAccount(c.Account), SK: skBankChain, Account: c.Account, Version: c.Version, Links: links, Commit: c.CommitID}, err
}

func (i bankChainItem) chain() (funds.BankChain, error) {
	c := funds.BankChain{Account: i.Account, Version: i.Version, CommitID: i.Commit}
	return c, unpackJSON(i.Links, &c.Links)
}

// dayTime is the beginning of a day in UTC; what is no day is the beginning of time.
func dayTime(day string) time.Time {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.UnixMilli(0)
	}
	return at
}

func packJSON(value any) ([]byte, error) {
	packed, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("pack %T: %w", value, err)
	}
	return packed, nil
}

func unpackJSON(packed []byte, into any) error {
	if len(packed) == 0 {
		return nil
	}
	if err := json.Unmarshal(packed, into); err != nil {
		return fmt.Errorf("unpack %T: %w", into, err)
	}
	return nil
}
