package words

// englishFiles are the sentences about files that are read and written.
var englishFiles = Table{
	// What is wrong with a file.
	"file_too_large": "The file has more than {maximum} MiB, or becomes larger when it is opened",
	"file_kind":      "This is {text}: the file is {options:or}",
	"file_encoding":  "Line {line}: the text is neither UTF-8 nor GB18030",
	"file_broken":    "The file is damaged: {text}",
	"file_quotes":    "Line {line}, column {field}: a quote stands within a text, or none ends it",
	"file_long":      "The file has more than {maximum} rows",
	"file_wide":      "Line {line}: more than {maximum} columns",
	"file_empty":     "The file has no rows",
	"file_sheets":    "The workbook has more than one sheet with something in it: leave out {text}",
	"row_long":       "Line {line}: a row or a cell has more than {maximum} KiB",
	"cell_formula":   "Line {line}, column {field}: a formula; put its value in its place",
	"cell_lost":      "Line {line}, column {field}: {text} has lost digits; make the column text and enter it anew",
	"cell_error":     "Line {line}, column {field}: {text} is no value",

	// What is wrong with a bank's message.
	"xml_too_large": "Line {line}: the file has more than {maximum} MiB or {count} lines, or is nested too deep",
	"xml_broken":    "Line {line}: this is no XML that can be read",
	"xml_declares":  "Line {line}: a file with a document type is not read",
	"xml_kind":      "This is {text}: what is read is {options:or}",
	"xml_interim":   "This is {text}, an interim report, which may still change: take the statement, camt.053",
	"xml_missing":   "Line {line}: {field} is missing",
	"xml_value":     "Line {line}: {field} cannot be {text}",
	"xml_twice":     "Line {line}: {field} is there twice",
	"xml_page":      "Page {count} of the message is missing, or is there twice",

	// What keeps a batch from being written, and its results from being read.
	"file_text":      "{field} has characters that a file cannot have",
	"no_iban":        "{field} is no IBAN",
	"no_bank_code":   "Neither the BIC nor the CNAPS number of the bank is known: {text}",
	"no_payments":    "There is nothing to pay",
	"total_large":    "All together is more than an amount may be",
	"rows_too_many":  "A file of this kind has at most {maximum} payouts; these are {count}",
	"text_formula":   "A spreadsheet would take {field} for a formula",
	"layout_unknown": "{field} is none that there is",
	"results_header": "No row names the columns: {options:list}",
	"column_twice":   "Line {line}: column {field} is there twice ({text})",
	"row_both":       "Line {line}: both the transaction number {text} and a reason why it failed",
	"row_no_number":  "Line {line}: paid, and no transaction number",
	"row_twice":      "Line {line}: {text} is in another row too",
	"row_word":       "Line {line}: {text} says neither paid nor failed",
	"row_no_id":      "Line {line}: a result without an id",
	"row_amount":     "Line {line}: {text} is no amount",

	// What is wrong with a statement's table.
	"mapping_incomplete": "The mapping says nothing of {options:list}",
	"columns_missing":    "No row names the columns {options:list}",
	"line_value":         "Line {line}, column {field}: {text} is not read",
	"line_account":       "Line {line} is about another account, {text}",
}
