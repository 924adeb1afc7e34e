package table

import "sync"

// mostMarks bounds what a process remembers of the counters' nodes; it begins anew then.
const mostMarks = 5000

// marks are the marks that this process has put, so that a node need not be read before each write. One that
// another process has moved since fails the write's condition, and is read then.
type marks struct {
	mu    sync.Mutex
	known map[markAt]string
}

type markAt struct {
	node  key
	shard string
}

func (m *marks) of(at markAt) (mark string, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	mark, known = m.known[at]
	return mark, known
}

func (m *marks) remember(at markAt, mark string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= mostMarks {
		m.known = map[markAt]string{}
	}
	m.known[at] = mark
}

func (m *marks) forget(at markAt) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.known, at)
}
