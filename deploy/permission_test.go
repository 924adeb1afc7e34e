package deploy_test

import (
	"slices"
	"strings"
	"testing"
)

// What a function may be allowed to do to the table. TransactWriteItems is authorised by the
// actions of its items. Scan is not here, as no request reads the whole table, nor is DeleteItem,
// as nothing is ever taken out of a ledger.
var (
	readActions  = []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
	writeActions = []string{"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"}
)

func TestFunctionsAreGrantedNamedActionsOnTheTableItsIndexesAndExportedFilesAlone(t *testing.T) {
	t.Parallel()
	loaded := loadTemplate(t)
	resources := []string{"Table.Arn"}
	for _, i := range slices.Concat(loaded.table(t).LocalSecondaryIndexes, loaded.table(t).GlobalSecondaryIndexes) {
		resources = append(resources, "${Table.Arn}/index/"+i.IndexName)
	}
	for id, f := range loaded.functions(t) {
		granted := f.statements()
		if len(granted) == 0 && !slices.Contains(grantedNothing, id) {
			t.Errorf("%s is granted nothing on the table", id)
		}
		for _, s := range granted {
			if slices.Equal(s.Resource, []string{"${Files.Arn}/exports/*"}) {
				if id != exportFunction || !slices.Equal(s.Action, fileActions) {
					t.Errorf("%s is granted %v on exported files", id, s.Action)
				}
				continue
			}
			for _, action := range s.Action {
				if !slices.Contains(readActions, action) && !slices.Contains(writeActions, action) {
					t.Errorf("%s is granted %s", id, action)
				}
			}
			for _, resource := range s.Resource {
				if !slices.Contains(resources, resource) {
					t.Errorf("%s is granted %v on %s, which is neither the table nor an index of it", id, s.Action, resource)
				}
				if strings.Contains(resource, "/index/") && !slices.Equal(s.Action, []string{"dynamodb:Query"}) {
					t.Errorf("%s is granted %v on %s; an index is only queried", id, s.Action, resource)
				}
			}
		}
	}
}

// exportFunction alone puts files into the bucket. It reads them too: a signed address has its signer's rights.
const exportFunction = "ExportWithdrawals"

var fileActions = []string{"s3:PutObject", "s3:AbortMultipartUpload", "s3:GetObject"}

// grantedNothing show the API's description, and the pages, to everybody.
var grantedNothing = []string{"ApiDocs", "Console"}

func TestTheFunctionsThatNeedNothingAreGrantedNothing(t *testing.T) {
	t.Parallel()
	functions := loadTemplate(t).functions(t)
	for _, id := range grantedNothing {
		f, declared := functions[id]
		if !declared || len(f.Policies) != 0 {
			t.Errorf("%s: declared is %t, and it is granted %v", id, declared, f.Policies)
		}
	}
}

func TestListingWritesNothing(t *testing.T) {
	t.Parallel()
	for _, s := range loadTemplate(t).functions(t)["ListWithdrawals"].statements() {
		for _, action := range s.Action {
			if slices.Contains(writeActions, action) {
				t.Errorf("ListWithdrawals is granted %s", action)
			}
		}
	}
}

// statements returns the function's own grants; SAM's policy templates are not among them.
func (f function) statements() (all []statement) {
	for _, policy := range f.Policies {
		all = append(all, policy.Statement...)
	}
	return all
}
