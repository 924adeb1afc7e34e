package main

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
)

// side says on which side of a place a text goes.
type side int

const (
	after  side = iota // behind what ends there: of several, the innermost first
	before             // in front of what begins there: of several, the outermost first
)

// edit puts a text at a place of a source, in the place of some bytes.
type edit struct {
	at, bytes int
	text      string
	side      side
	order     int
}

func (f *finder) insert(at token.Pos, text string, side side) {
	f.edits = append(f.edits, edit{f.offset(at), 0, text, side, len(f.edits)})
}

func (f *finder) replace(at token.Pos, bytes int, text string) {
	f.edits = append(f.edits, edit{f.offset(at), bytes, text, before, len(f.edits)})
}

// around puts texts in front of and behind a node. Nodes are visited from outside inwards.
func (f *finder) around(node ast.Node, front, behind string) {
	f.insert(node.Pos(), front, before)
	f.insert(node.End(), behind, after)
}

// apply gives a source with its edits, on the same lines.
func apply(source []byte, edits []edit) (changed []byte) {
	slices.SortFunc(edits, func(a, b edit) int {
		order := cmp.Compare(a.order, b.order)
		if a.side == after {
			order = -order
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.side, b.side), order)
	})
	at := 0
	for _, e := range edits {
		changed = append(changed, source[at:max(e.at, at)]...)
		changed = append(changed, e.text...)
		at = max(e.at, at) + e.bytes
	}
	return append(changed, source[at:]...)
}
