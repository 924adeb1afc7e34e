package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// report is the page as it is being written, in Markdown.
type report struct{ strings.Builder }

func (r *report) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(r, format, args...) // a strings.Builder takes everything
}

func (r *report) section(title string) { r.printf("\n## %s\n", title) }

func (r *report) say(format string, args ...any) { r.printf("\n"+format+"\n", args...) }

// table prints rows below the first one. All columns but the first are numbers.
func (r *report) table(rows ...[]string) {
	r.printf("\n")
	for i, row := range rows {
		r.printf("| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			r.printf("|---|%s\n", strings.Repeat("--:|", len(row)-1))
		}
	}
}

// verdict says whether a number keeps below its aim, and by how much it does not.
func verdict(got, aim float64, unit string) string {
	if got <= aim {
		return fmt.Sprintf("**Met**: %.3g%s, aim at most %.3g%s.", got, unit, aim, unit)
	}
	return fmt.Sprintf("**Missed** by %.2g%s: %.3g%s, aim at most %.3g%s.", got-aim, unit, got, unit, aim, unit)
}

// median is the middle of some numbers, of which there is at least one.
func median[T cmp.Ordered](numbers []T) T {
	sorted := slices.Sorted(slices.Values(numbers))
	return sorted[len(sorted)/2]
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f", float64(d)/float64(time.Millisecond))
}

const tailBytes = 4 << 10

// tail keeps the end of what the processes say, for the reader of an error.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - tailBytes; over > 0 {
		t.text = slices.Delete(t.text, 0, over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
