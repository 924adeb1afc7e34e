package flow

import (
	"sync"
	"time"
)

const (
	silentAfter   = 5 // questions in a row without an answer
	mostListening = 2
)

// patience is how long a run waits for the gateway's answer. Once the gateway has been silent several times in a row, the run
// hurries: its questions are short ones, so that a gateway that hangs does not keep it from all that it has to ask. Two at a
// time stay long all the same, and hear one that has become slow.
type patience struct {
	long, short time.Duration
	known       func() bool // whether the gateway is known to be silent; may be nil

	mu        sync.Mutex
	silent    int // questions since the last answer
	listening int // long questions of a run that hurries
}

// ended says that this run has heard nothing, again and again.
func (p *patience) ended() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.silent >= silentAfter
}

// silentNow says that the run hurries.
func (p *patience) silentNow() bool {
	return p.silent >= silentAfter || (p.known != nil && p.known())
}

// begins says how long the next question may take; ends is called at its end.
func (p *patience) begins() (within time.Duration, ends func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.silentNow():
		return p.long, func() {}
	case p.listening >= mostListening:
		return p.short, func() {}
	}
	p.listening++
	return p.long, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.listening--
	}
}

// hears counts what has become of a question that was given so much time. A short one without an answer says nothing of a
// gateway that is slow: dozens are still under way when a long one has heard it, and would make the run hurry again.
func (p *patience) hears(answer bool, within time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case answer:
		p.silent = 0
	case within >= p.long:
		p.silent++
	}
}
