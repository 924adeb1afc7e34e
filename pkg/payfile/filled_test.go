package payfile_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/xuri/excelize/v2"
)

// filled is a workbook with another column, as people fill it in: one number typed as a number, one as a text.
func filled(t *testing.T, file []byte) string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var out bytes.Buffer
	err = errors.Join(
		book.SetCellValue("Sheet1", "I1", "交易流水号"), book.SetCellValue("Sheet1", "I2", uint64(2024121200000000001)), book.SetCellValue("Sheet1", "I3", "20241212000000000002"),
		book.Write(&out),
	)
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}
