package sheet_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/outflow-pay/outflow/pkg/sheet"
)

// numeric are texts that spreadsheets take for numbers, dates or truths; some only in some languages.
var numeric = []string{
	"00123", "0", "7", "1E5", "1e5", "12345E67", "123456789012", "123456789012345678", "6222021234567890123", ".5", "1.50", "1,234", "50%", "¥5", "(5)",
	"12 345", "1/2", "1-2", "1:30", "5 PM", "5MAR2024", "MAR1", "Sept-5", "2024-12-12", "2024-12-12T10:30:00Z", "2024年1月2日", "TRUE", "false", "１２３", "0x1F", "A1", " 00123",
}

// TestLibreOfficeShowsEveryTextAsItIs opens both files with LibreOffice, which saves what it has understood.
func TestLibreOfficeShowsEveryTextAsItIs(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("LibreOffice is not installed: tools/prerequisites, as root on Debian, installs it")
	}
	all := slices.Concat(numeric, slices.Sorted(maps.Keys(texts)))
	shown := slices.DeleteFunc(all, func(text string) bool {
		return text == "" || (texts[text] != "" && texts[text] != text && texts[text][0] != '=')
	})
	var rows [][]any
	for _, text := range shown {
		rows = append(rows, []any{text})
	}
	for name, file := range map[string][]byte{
		"export.csv":  must(t, sheet.CSV, []string{"列"}, rows),
		"export.xlsx": must(t, sheet.XLSX, []string{"列"}, rows),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book := throughLibreOffice(t, name, file)
			for i, want := range shown {
				at, _ := excelize.CoordinatesToCellName(1, i+2)
				got, err := book.GetCellValue(book.GetSheetName(0), at)
				if err != nil || got != want {
					t.Errorf("%s is %q, want %q, %v", at, got, want, err)
				}
			}
		})
	}
}

func throughLibreOffice(t *testing.T, name string, file []byte) *excelize.File {
	t.Helper()
	dir := t.TempDir()
	source, saved := filepath.Join(dir, name), filepath.Join(dir, "saved")
	if err := os.WriteFile(source, file, 0o600); err != nil {
		t.Fatal(err)
	}
	arguments := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", saved}
	if filepath.Ext(name) == ".csv" {
		const commasQuotesUTF8 = "CSV:44,34,76,1"
		arguments = append(arguments, "--infilter="+commasQuotesUTF8)
	}
	if out, err := exec.CommandContext(t.Context(), "soffice", append(arguments, source)...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	written, err := os.ReadFile(filepath.Join(saved, "export.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	return open(t, written)
}
