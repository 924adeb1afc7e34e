package sheet_test

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

// rows are the texts of a file's rows, by their lines; a cell that cannot be told is its reason.
func rows(file []byte) (map[int][]string, error) {
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	read := map[int][]string{}
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return read, nil
		}
		if err != nil {
			return nil, err
		}
		for i := range row.Len() {
			text, err := row.Text(i)
			var fault *funds.Error
			if errors.As(err, &fault) {
				text = "!" + string(fault.Reason) + " " + strconv.FormatInt(fault.Facts.Line, 10) + fault.Facts.Field
			}
			read[row.Line] = append(read[row.Line], text)
		}
	}
}

func encoded(t *testing.T, text string) []byte {
	t.Helper()
	file, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestACSVIsReadInWhateverEncodingAndFormItIs(t *testing.T) {
	t.Parallel()
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("单号\t金额\r\nA\t1.00\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	plain := map[int][]string{1: {"单号", "金额"}, 2: {"A", "1.00"}}
	tests := map[string]struct {
		file []byte
		want map[int][]string
	}{
		"UTF-8":                       {[]byte("单号,金额\nA,1.00\n"), plain},
		"its mark, CR LF, no last":    {[]byte("\ufeff单号,金额\r\nA,1.00"), plain},
		"GB18030":                     {encoded(t, "单号,金额\r\nA,1.00\r\n"), plain},
		"GB18030 beyond GBK":          {encoded(t, "姓名,金额\n㐱𠮷,1\n"), map[int][]string{1: {"姓名", "金额"}, 2: {"㐱𠮷", "1"}}},
		"UTF-16 and tabs":             {wide, plain},
		"semicolons":                  {[]byte("单号;金额\nA;1,00\n"), map[int][]string{1: {"单号", "金额"}, 2: {"A", "1,00"}}},
		"semicolons below a comma":    {[]byte("账户,人民币\n单号;金额\nA;1\n"), map[int][]string{1: {"账户,人民币"}, 2: {"单号", "金额"}, 3: {"A", "1"}}},
		"a comma within quotes":       {[]byte("\"a,b\";c\n"), map[int][]string{1: {"a,b", "c"}}},
		"lines within quotes":         {[]byte("单号,备注\nA,\"第一行\n第\"\"二\"\"行\"\nB,x\n"), map[int][]string{1: {"单号", "备注"}, 2: {"A", "第一行\n第\"二\"行"}, 4: {"B", "x"}}},
		"lines above and empty ones":  {[]byte("账户：6222\n\n,,\n单号,金额\nA,1\n合计\n"), map[int][]string{1: {"账户：6222"}, 4: {"单号", "金额"}, 5: {"A", "1"}, 6: {"合计"}}},
		"white space around":          {[]byte("单号 ,\t金额\t, \"x\" \nA,1\n"), nil},
		"tabs behind, as banks write": {[]byte("单号\t,金额\t\nA\t,1\t\n"), map[int][]string{1: {"单号", "金额"}, 2: {"A", "1"}}},
		"a text marked as one":        {must(t, sheet.CSV, []string{"单号"}, [][]any{{"00123"}}), map[int][]string{1: {"单号"}, 2: {"00123"}}},
		"shortened numbers":           {[]byte("单号,a,b\n2.02E+19,2E5,1.5E+7\n"), map[int][]string{1: {"单号", "a", "b"}, 2: {"!cell_lost 2A", "2E5", "1.5E+7"}}},
		"what would be a formula":     {[]byte("=1+1,@x\n"), map[int][]string{1: {"=1+1", "@x"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := rows(test.file)
			if test.want == nil {
				if refused(err) != "file_quotes 1C" {
					t.Errorf("got %v, %v", got, err)
				}
				return
			}
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// refused is an error's reason, line and column.
func refused(err error) string {
	var fault *funds.Error
	if !errors.As(err, &fault) {
		return ""
	}
	text := string(fault.Reason)
	if fault.Facts.Line > 0 {
		text += " " + strconv.FormatInt(fault.Facts.Line, 10) + fault.Facts.Field
	}
	if fault.Facts.Text != "" {
		text += " " + fault.Facts.Text
	}
	return text
}

func TestAFileThatIsNoTableIsRefusedByName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, want string }{
		"nothing":                       {"", "file_empty"},
		"empty lines":                   {"\r\n,,\n", "file_empty"},
		"an old workbook":               {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_kind xls"},
		"a page that is called xls":     {"\ufeff \r\n<html><table>", "file_kind XML"},
		"a PDF":                         {"%PDF-1.7", "file_kind PDF"},
		"a zip that ends":               {"PK\x03\x04 and nothing", "file_broken zip"},
		"zeros":                         {"a,b\nc,\x00\n", "file_encoding 2"},
		"UTF-8 that lost a byte":        {"单号,金额\n汉字,1\n汉\xe5\xad,2\n", "file_encoding 3"},
		"UTF-8 by its mark":             {"\ufeffa\n\xd5\xc5", "file_encoding 2"},
		"GB18030 that lost a byte":      {"\xb5\xa5\xba\xc5,\xbd\xf0\xb6\xee\nA,\xb5\n", "file_encoding 2B"},
		"a quote within a text":         {"a,b\nc,d\"e\n", "file_quotes 2B"},
		"a quote that ends none":        {"a,b\n\"c\"d,e\n", "file_quotes 2A"},
		"a text without an end":         {"a,b\nc,\"d\ne\n", "file_quotes 2B"},
		"a million columns":             {"a\n" + strings.Repeat(",", 60_000) + "x\n", "file_wide 2"},
		"a row that goes on":            {"a\n" + strings.Repeat("x", sheet.MaxRowBytes+5_000) + "\n", "row_long 2"},
		"a text that goes on":           {"a\n\"" + strings.Repeat("x\n", sheet.MaxRowBytes) + "\n", "row_long 2"},
		"more rows than anybody writes": {strings.Repeat("x\n", sheet.MaxRows+1), "file_long 200001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := rows([]byte(test.file)); refused(err) != test.want {
				t.Errorf("%v, want %s; read %.80v", err, test.want, got)
			}
		})
	}
}

// TestAWorkbookIsReadAsPeopleSeeIt writes one by another's library.
func TestAWorkbookIsReadAsPeopleSeeIt(t *testing.T) {
	t.Parallel()
	book := excelize.NewFile()
	defer book.Close()
	day, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	own := `yyyy"年"m"月"d"日"`
	long, err := book.NewStyle(&excelize.Style{CustomNumFmt: &own})
	if err != nil {
		t.Fatal(err)
	}
	for at, value := range map[string]any{
		"A1": " 单号 ", "B1": "流水号", "C1": "金额", "D1": "日期",
		"A3": "W1", "B3": "20241212200011560011223344", "C3": 1.1, "D3": 45638, "E3": 45638.5, "F3": true, "G3": 0.30000000000000004,
		"A4": "W2", "B4": 1234567890123456, "C4": 100, "D4": 2.02e19, "E4": "_x0041_", "F4": -0.05, "G4": 123456789012345,
	} {
		if err := book.SetCellValue("Sheet1", at, value); err != nil {
			t.Fatal(err)
		}
	}
	err = errors.Join(
		book.SetCellStyle("Sheet1", "D3", "D3", day), book.SetCellStyle("Sheet1", "E3", "E3", long),
		book.SetCellFormula("Sheet1", "C5", "SUM(C3:C4)"), book.SetCellValue("Sheet1", "A5", "合计"),
		book.SetCellRichText("Sheet1", "B5", []excelize.RichTextRun{{Text: "两"}, {Text: "笔"}}),
	)
	if _, more := book.NewSheet("Empty"); more != nil || err != nil {
		t.Fatal(err, more)
	}
	want := map[int][]string{
		1: {"单号", "流水号", "金额", "日期"},
		3: {"W1", "20241212200011560011223344", "1.1", "2024-12-12", "2024-12-12 12:00:00", "TRUE", "0.3"},
		4: {"W2", "!cell_lost 4B", "100", "!cell_lost 4D", "A", "-0.05", "123456789012345"},
		5: {"合计", "两笔", "!cell_formula 5C"},
	}
	got, err := rows(saved(t, book))
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err := book.SetCellValue("Empty", "A1", 1); err != nil {
		t.Fatal(err)
	}
	if _, err := rows(saved(t, book)); refused(err) != "file_sheets Empty" {
		t.Errorf("a second sheet: %v", err)
	}
	if err := book.SetSheetVisible("Empty", false); err != nil {
		t.Fatal(err)
	}
	if got, err := rows(saved(t, book)); err != nil || len(got) != len(want) {
		t.Errorf("a hidden sheet: %v, %v", got, err)
	}
}

func saved(t *testing.T, book *excelize.File) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	cells := []string{"00123", "1E5", "6222021234567890123", "张三", "a,b", "c\"d", "_x0041_", "_x_x0041_"}
	header := make([]string, len(cells))
	row := make([]any, len(cells))
	for i, text := range cells {
		header[i], row[i] = "h"+strconv.Itoa(i), text
	}
	for name, begin := range formats {
		got, err := rows(must(t, begin, header, [][]any{row}))
		if diff := cmp.Diff(map[int][]string{1: header, 2: cells}, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func FuzzAFileIsReadOrRefused(f *testing.F) {
	book := excelize.NewFile()
	defer book.Close()
	var file bytes.Buffer
	if err := errors.Join(book.SetCellValue("Sheet1", "B2", 1.1), book.Write(&file)); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	for _, seed := range []string{"a,b\n1,2\n", "\xff\xfea\x00", "\xb5\xa5\xba\xc5\t1\n", "\"a\n\"\"b\",c", "a;b\r\n=\"1\";2E+20\r\n", "PK\x03\x04", ""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := rows(file); err != nil && (funds.CodeOf(err) != funds.CodeInvalid || refused(err) == "") {
			t.Errorf("neither read nor refused: %v", err)
		}
	})
}
