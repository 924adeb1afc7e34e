// Command statements takes what banks say of our accounts, matches it with what was paid, and shows what does not agree.
package main

import (
	"os"
	"strings"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/bankcsv"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/iso20022"
)

func main() { os.Exit(app.Main(routes)) }

func routes(a *app.App) []edge.Route {
	return console.StatementRoutes(a.Flow, read)
}

// read reads a bank's message, or rows of CSV.
func read(content string) ([]funds.BankStatement, funds.BankFormat, error) {
	file := strings.NewReader(content)
	if strings.HasPrefix(strings.TrimLeft(content, "\ufeff \t\r\n"), "<") {
		return iso20022.ReadStatements(file, file.Size())
	}
	said, err := bankcsv.Read(file)
	return []funds.BankStatement{said}, funds.BankCSV, err
}
