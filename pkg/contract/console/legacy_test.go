package console

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachRouteKeepsItsOldPathWhichNamesItsSuccessor(t *testing.T) {
	t.Parallel()
	type path struct{ at, successor string }
	var got []path
	for _, route := range withLegacy(
		byAdmin(http.MethodGet, recordsPath, nil), byAdmin(http.MethodGet, recordsPath+"/stats", nil), byAdmin(http.MethodPost, recordPath+"/fail", nil),
	) {
		got = append(got, path{route.Method + " " + route.Path, route.Successor})
	}
	want := []path{
		{"GET /admin/escorts/withdraw-records", ""},
		{"GET /admin/escorts/withdraw-records/stats", ""},
		{"POST /admin/escorts/withdraw-records/{id}/fail", ""},
		{"GET /admin/withdrawals", "/admin/escorts/withdraw-records"},
		{"GET /admin/withdrawals/stats", "/admin/escorts/withdraw-records/stats"},
		{"POST /admin/withdrawals/{id}/fail", "/admin/escorts/withdraw-records/{id}/fail"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(path{})); diff != "" {
		t.Errorf("routes (-want +got):\n%s", diff)
	}
}
