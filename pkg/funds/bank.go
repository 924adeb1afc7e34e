package funds

import "time"

// BankStatement is what a bank or a wallet says of one account over some days: the lines that it has booked, and the
// balances around them. A file may hold several. Whoever reads one fills it as the bank wrote it and judges nothing:
// whether sums agree, and what a line is about, is for the decisions to say (package statement).
type BankStatement struct {
	Account BankAccount
	ID      string // the bank's own name of the statement; its pages share it, and are joined before
	Number  string // in the bank's sequence of statements; empty where it has none
	From    string // the first booking day that it covers, yyyy-mm-dd
	To      string // the last one, yyyy-mm-dd; not before From

	// Balanced says that Opening and Closing were stated. A camt.054 states none, nor does a file of lines alone without
	// a running balance.
	Balanced bool
	Opening  Amount // before the first line; below zero where the account is overdrawn
	Closing  Amount // after the last line

	// Details says that it only details lines that other statements book (camt.054): it is no proof that money moved, and
	// says which withdrawals a batch booking is made of.
	Details bool

	Lines   []BankLine // those that are booked, in the bank's order
	Pending int        // how many lines were left out because they were announced and not booked
}

// BankAccount is how a statement names the account that it is about. A reader leaves empty what is not said.
type BankAccount struct {
	Number   string // IBAN or number, without spaces, in upper case
	Currency string // ISO 4217
	Bank     string // BIC, or whatever identifies the bank
	Holder   string
}

// BankLine is one booked line. What it says of a single payment stands in BankPart; where it books several at once, Parts
// has what is known of each of them, and the line's own part has only what is said of the whole.
type BankLine struct {
	// Place is where it stands in the file, as a person finds it: "row 12", "statement 1, entry 4". Never empty.
	Place string
	Day   string // booked on, yyyy-mm-dd
	Value string // the value date, yyyy-mm-dd; empty where not said

	BankPart
	// Batch is the PmtInfId under which it was sent, of a line that books a whole batch; empty otherwise. Count is how
	// many payments the bank says are in it; 0 where it does not say.
	Batch string
	Count int

	// Reversal says that the bank takes back what it booked itself (RvslInd). Amount has the sign of this line.
	Reversal bool

	// Running is the balance after this line; Runs says that the file has one on each line.
	Running Amount
	Runs    bool

	Parts []BankPart // of a batch booking, signed as the line is; empty, or at least two
}

// BankPart is one payment as the bank tells of it.
type BankPart struct {
	Amount        Amount // in minor units of the account's currency: above zero credited, below zero debited, never 0
	Charge        Amount // what the bank says that it took besides, within Amount; never below zero, 0 where it says nothing
	EndToEnd      string // EndToEndId, as sent; empty where not provided
	TransactionNo string // the bank's or the wallet's own number of the payment, as admins type it
	Reference     string // what the bank calls the line (AcctSvcrRef); unique within the account, if it is there
	Code          string // what kind it is: PMNT/ICDT/ESCT, a proprietary code, or the file's own word
	Return        BankReturn
	Party         BankParty // the other side
	Text          string    // remittance and remarks, joined; at most MaxBankTextRunes
}

// BankReturn says that money which had been sent came back.
type BankReturn struct {
	Is     bool   // RtrInf, an RRTN code, or a word that is mapped to a return
	Reason string // ISO 20022 (AC04), or the mapped word; may be empty
	Text   string // what the bank says besides
}

// BankParty is the other side of a payment, as far as it is named.
type BankParty struct {
	Name, Account string
}

// MaxBankTextRunes bounds what is kept of a line's remarks: longer ones are cut.
const MaxBankTextRunes = 140

// MaxBankReference bounds each reference of a line, in bytes; a longer one is refused, for a reference that is cut is another
// reference.
const MaxBankReference = 64

// BankFile is what was uploaded, and by whom. Its hash is kept once: the same file again is the same statements.
type BankFile struct {
	SHA256  string // of the bytes as they came, in lower-case hexadecimal
	Name    string // as whoever uploaded it calls it; may be empty
	Format  BankFormat
	By      Actor
	At      time.Time
	Account string // the paying account that it was uploaded for; empty where the file itself names accounts
}

// BankFormat is what a statement's file is written in.
type BankFormat string

// The formats that are read.
const (
	BankCAMT053 BankFormat = "camt.053" // statements with balances
	BankCAMT054 BankFormat = "camt.054" // what batch bookings are made of
	BankCSV     BankFormat = "csv"      // by a mapping of columns, which is kept per account
)
