package table

import (
	"sync"
	"time"
)

// This file is what a process remembers of the table between requests, to save reads. Nothing relies on it being
// complete or up to date.

// monthRenewal is how long a process goes by what it knows of a month.
const monthRenewal = 5 * time.Minute

// monthMemory is the configuration of the months that this process has met, for as long as it goes by it.
type monthMemory struct {
	mu    sync.Mutex
	known map[string]knownMonth
}

type knownMonth struct {
	config monthConfig
	until  time.Time
}

func (m *monthMemory) of(month string, now time.Time) (config monthConfig, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	one := m.known[month]
	return one.config, now.Before(one.until)
}

func (m *monthMemory) remember(stored monthItem, now time.Time) monthConfig {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]knownMonth{}
	}
	m.known[stored.SK] = knownMonth{stored.config(), now.Add(monthRenewal)}
	return stored.config()
}

// maxMarks bounds how many marks a process remembers. At that number it forgets all of them and begins again.
const maxMarks = 5000

// markMemory is the marks that this process has written into the counters, so that a node need not be read before
// each write. If another process has moved a mark since, the write's condition fails, and the node is read then.
type markMemory struct {
	mu    sync.Mutex
	known map[markKey]string
}

// markKey names the mark of one stream shard in one node.
type markKey struct {
	node  key
	shard string
}

func (m *markMemory) of(at markKey) (mark string, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	mark, known = m.known[at]
	return mark, known
}

func (m *markMemory) remember(at markKey, mark string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxMarks {
		m.known = map[markKey]string{}
	}
	m.known[at] = mark
}

func (m *markMemory) forget(at markKey) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.known, at)
}

// payeeMemory is the key by which accounts are hashed, and which generation was live a moment ago.
type payeeMemory struct {
	mu         sync.Mutex
	key        []byte
	generation int64
	counted    bool // that generation counts payees
	until      time.Time
}

// shardMemory is what this process has read of stream shards' own marks, and when.
type shardMemory struct {
	mu    sync.Mutex
	known map[key]rememberedShard
}

type rememberedShard struct {
	mark  shardItem
	asked time.Time
}

func (m *shardMemory) of(at key) (mark shardItem, asked time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.known[at]
	return known.mark, known.asked
}

func (m *shardMemory) remember(at key, mark shardItem, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxMarks {
		m.known = map[key]rememberedShard{}
	}
	m.known[at] = rememberedShard{mark, now}
}
