package list

import (
	"reflect"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// What is written is handed over in one of these.
var written = []reflect.Type{
	reflect.TypeFor[funds.Change](), reflect.TypeFor[funds.AuditRecord](), reflect.TypeFor[funds.Kept](), reflect.TypeFor[funds.Rate](),
}

func takes(method reflect.Method) (types []reflect.Type) {
	for i := range method.Type.NumIn() {
		for _, one := range written {
			if method.Type.In(i) == one {
				types = append(types, one)
			}
		}
	}
	return types
}

func TestAReaderCanWriteNothingButAuditRecords(t *testing.T) {
	t.Parallel()
	store := reflect.TypeFor[Store]()
	for i := range store.NumMethod() {
		if method := store.Method(i); method.Name == "Commit" || len(takes(method)) > 0 {
			t.Errorf("%s of the readers' store writes", method.Name)
		}
	}
	auditor := reflect.TypeFor[Auditor]()
	if auditor.NumMethod() != 1 || !reflect.DeepEqual(takes(auditor.Method(0)), []reflect.Type{reflect.TypeFor[funds.AuditRecord]()}) {
		t.Error("the auditor takes something else than one audit record")
	}
}
