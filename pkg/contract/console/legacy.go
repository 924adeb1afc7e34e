package console

import (
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/edge"
)

// legacyPath is where the records were before (section 15).
const legacyPath = "/admin/withdrawals"

// withLegacy are routes of the records together with their old paths, which answer alike and name their
// successors.
func withLegacy(routes ...edge.Route) []edge.Route {
	legacy := make([]edge.Route, 0, len(routes))
	for _, route := range routes {
		route.Successor = route.Path
		route.Path = legacyPath + strings.TrimPrefix(route.Path, recordsPath)
		legacy = append(legacy, route)
	}
	return slices.Concat(routes, legacy)
}
