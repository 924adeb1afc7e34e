package words

// englishStatements are the sentences about statements, and what does not agree with them.
var englishStatements = Table{
	"statement_empty":      "The file holds no statement: neither lines nor balances",
	"statement_days":       "{text}: a day is none, or lies outside of {from} to {to}",
	"statement_sum":        "{text}: the opening balance and the lines come to {from}, and the closing balance is {to}",
	"statement_running":    "{text}: the balance after this line is {from} by the lines, and {to} in the file",
	"statement_parts":      "{text}: the payments of this booking come to {from}, and the booking is {to}",
	"statement_ref_long":   "{text}: a reference has more than {maximum} bytes",
	"statement_large":      "{text}: more than {maximum} lines or days, or an amount beyond all bounds",
	"statement_too_many":   "A file holds at most {maximum} statements",
	"statement_overlaps":   "Statement {other} covers {from} to {to} already: the lines of {text} would count twice",
	"statement_sheet_full": "More payouts of one day are matched than there is room for ({maximum})",
	"statement_not_found":  "There is no such statement",
	"break_not_found":      "There is no such break",
	"break_ended":          "Break {text} has ended already ({to})",
	"break_full":           "A break has at most {maximum} notes",
	"break_offset":         "The two breaks do not come to nothing: {from} and {to}",
	"break_other":          "The other break is of the same account, and another one",
	"owner_unknown":        "{field} is none of the people whom the policy lists",
	"bankcsv_header":       "The first row lacks the column {text}, names it twice, or names what there is not",
	"bankcsv_row":          "Row {text} is no row of CSV with as many cells as the first",
	"bankcsv_cell":         "Row {text}: the column {other} is not as it should be",
	"days_too_many":        "1 to {maximum} days can be shown at once",
	"statement_account":    "Statement {count} is of the account {text}: none that it was sent for",
}
