package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

// texts are what a cell becomes.
var texts = map[string]string{
	"张三":                     "张三",
	"":                       "",
	"****6789":               "****6789",
	"a=b":                    "a=b",
	"_x0041__x":              "_x0041__x",
	"<b>&amp;":               "<b>&amp;",
	"a,b":                    "a,b",
	`say "hi"`:               `say "hi"`,
	"  two spaces":           "  two spaces",
	"'quoted":                "'quoted",
	"007":                    `="007"`,
	"1E10":                   `="1E10"`,
	"138****5678":            "138****5678",
	"=1+1":                   "'=1+1",
	"+8613812345678":         "'+8613812345678",
	"-1":                     "'-1",
	"@SUM(A1)":               "'@SUM(A1)",
	"＝1+1":                   "'＝1+1",
	"＋1":                     "'＋1",
	"－1":                     "'－1",
	"＠SUM(A1)":               "'＠SUM(A1)",
	" =1":                    "' =1",
	"\u00a0=1":               "'\u00a0=1",
	"张三;=1+1;李四":             "张三;'=1+1;李四",
	"=1;-2":                  "'=1;'-2",
	`a; "=1"`:                `a;' "=1"`,
	"a;b":                    "a;b",
	"\u3000＝1":               "'\u3000＝1",
	"\t=1":                   "'\t=1",
	"\ttext":                 "'\ttext",
	"\ntext":                 "'\ntext",
	`=HYPERLINK("http://x")`: `'=HYPERLINK("http://x")`,
}

func TestATextStaysATextAndWhatItIs(t *testing.T) {
	t.Parallel()
	var rows [][]any
	var want [][]string
	want = append(want, []string{"列"})
	plain := slices.Clone(want)
	for text, becomes := range texts {
		rows, want, plain = append(rows, []any{text}), append(want, []string{becomes}), append(plain, []string{text})
	}
	t.Run("CSV", func(t *testing.T) {
		t.Parallel()
		file := must(t, sheet.CSV, []string{"列"}, rows)
		if got := readCSV(t, file); !cmp.Equal(nonEmpty(want), got) {
			t.Error(cmp.Diff(nonEmpty(want), got))
		}
	})
	t.Run("xlsx", func(t *testing.T) {
		t.Parallel()
		book := open(t, must(t, sheet.XLSX, []string{"列"}, rows))
		for i, row := range plain {
			at, _ := excelize.CoordinatesToCellName(1, i+1)
			got, err := book.GetCellValue("Sheet1", at)
			if err != nil || got != row[0] {
				t.Errorf("%s is %q, want %q, %v", at, got, row[0], err)
			}
			if formula, err := book.GetCellFormula("Sheet1", at); formula != "" || err != nil {
				t.Errorf("%s is the formula %q, %v", at, formula, err)
			}
			if kind, err := book.GetCellType("Sheet1", at); kind != excelize.CellTypeInlineString || err != nil {
				t.Errorf("%s, %q, is of type %v, %v", at, got, kind, err)
			}
		}
	})
}

// TestATextThatLooksLikeAnEscapeStaysOne. LibreOffice itself saves the last one wrongly.
func TestATextThatLooksLikeAnEscapeStaysOne(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"_x0041_", "_x005F_x0041_", "_x004", "_X0041_", "__x0041__", "a_x0041_x0042_"} {
		book := open(t, must(t, sheet.XLSX, []string{text}, nil))
		if got, err := book.GetCellValue("Sheet1", "A1"); got != text || err != nil {
			t.Errorf("%s is %s, %v", text, got, err)
		}
	}
}

func TestColumnsBeyondTheAlphabetHaveTwoLetters(t *testing.T) {
	t.Parallel()
	header := make([]string, 60)
	for i := range header {
		header[i] = "column " + strconv.Itoa(i)
	}
	got, err := open(t, must(t, sheet.XLSX, header, nil)).GetRows("Sheet1")
	if err != nil || !cmp.Equal([][]string{header}, got) {
		t.Errorf("%q, %v", got, err)
	}
}

// nonEmpty leaves out lines of one empty cell: a CSV reader skips them.
func nonEmpty(rows [][]string) (kept [][]string) {
	for _, row := range rows {
		if row[0] != "" {
			kept = append(kept, row)
		}
	}
	return kept
}

func TestAmountsAreNumbersWithTwoDecimals(t *testing.T) {
	t.Parallel()
	amounts := map[funds.Amount]string{
		0: "0.00", 1: "0.01", 29: "0.29", 100: "1.00", 50_050: "500.50", 1_999_999_999: "19999999.99", funds.MaxAmount - 1: "9999999999999.99",
	}
	for amount, want := range amounts {
		rows := [][]any{{amount, "x"}}
		header := []string{"金额", "备注"}
		got := readCSV(t, must(t, sheet.CSV, header, rows))
		if diff := cmp.Diff([][]string{header, {want, "x"}}, got); diff != "" {
			t.Errorf("CSV (-want +got):\n%s", diff)
		}
		book := open(t, must(t, sheet.XLSX, header, rows))
		shown, err := book.GetCellValue("Sheet1", "A2")
		if err != nil || shown != want {
			t.Errorf("xlsx shows %q, want %q, %v", shown, want, err)
		}
		kind, err := book.GetCellType("Sheet1", "A2")
		if err != nil || (kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset) { // unset is a number
			t.Errorf("%s is of type %v, %v", want, kind, err)
		}
		raw, err := book.GetCellValue("Sheet1", "A2", excelize.Options{RawCellValue: true})
		if trimmed := strings.TrimSuffix(strings.TrimRight(want, "0"), "."); err != nil || (raw != trimmed && raw != "0") {
			t.Errorf("the file says %q, want the literal %q, %v", raw, trimmed, err)
		}
	}
}

func TestCSVIsAsExcelWantsIt(t *testing.T) {
	t.Parallel()
	got := string(must(t, sheet.CSV, []string{"单号", "金额"}, [][]any{{"A", funds.Amount(100)}, {"", funds.Amount(5)}}))
	if want := "\ufeff单号,金额\r\nA,1.00\r\n,0.05\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestATableWithoutRowsHasItsHeader(t *testing.T) {
	t.Parallel()
	header := []string{"单号", "金额"}
	if got := readCSV(t, must(t, sheet.CSV, header, nil)); !cmp.Equal([][]string{header}, got) {
		t.Errorf("CSV: %q", got)
	}
	got, err := open(t, must(t, sheet.XLSX, header, nil)).GetRows("Sheet1")
	if err != nil || !cmp.Equal([][]string{header}, got) {
		t.Errorf("xlsx: %q, %v", got, err)
	}
}

func TestAnUnknownCellIsAnError(t *testing.T) {
	t.Parallel()
	for name, begin := range formats {
		if _, err := written(begin, []string{"a"}, [][]any{{1.5}}); funds.CodeOf(err) != funds.CodeInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFileThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	for name, begin := range formats {
		file, err := begin(full{}, []string{"a"})
		if err == nil {
			err = errors.Join(file.Row([]any{"x"}), file.Close())
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAWorkbookOfManyRowsIsWhole(t *testing.T) {
	t.Parallel()
	const rows = 60_000
	var file bytes.Buffer
	book, err := sheet.XLSX(&file, []string{"n", "text", "amount"})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("text ", 50)
	for n := range rows {
		if err := book.Row([]any{strconv.Itoa(n), text, funds.Amount(n)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := open(t, file.Bytes()).Rows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for n := -1; got.Next(); n++ {
		row, err := got.Columns()
		if err != nil {
			t.Fatal(err)
		}
		if n >= 0 && (row[0] != strconv.Itoa(n) || row[1] != text || row[2] != funds.Amount(n).Fixed()) {
			t.Fatalf("row %d is %q", n, row)
		}
		if n == rows-1 {
			return
		}
	}
	t.Error("rows are missing")
}

type beginner = func(io.Writer, []string) (sheet.Sheet, error)

var formats = map[string]beginner{"CSV": sheet.CSV, "xlsx": sheet.XLSX}

var errFull = errors.New("no space left")

// full takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func written(begin beginner, header []string, rows [][]any) ([]byte, error) {
	var file bytes.Buffer
	table, err := begin(&file, header)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		err = errors.Join(err, table.Row(row))
	}
	if err := errors.Join(err, table.Close()); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}

func must(t *testing.T, begin beginner, header []string, rows [][]any) []byte {
	t.Helper()
	file, err := written(begin, header, rows)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func readCSV(t *testing.T, file []byte) [][]string {
	t.Helper()
	plain, marked := bytes.CutPrefix(file, []byte("\ufeff"))
	if !marked {
		t.Error("there is no byte order mark")
	}
	rows, err := csv.NewReader(bytes.NewReader(plain)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func open(t *testing.T, file []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book
}
