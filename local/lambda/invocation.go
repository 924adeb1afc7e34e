package lambda

import (
	"crypto/rand"
	"fmt"
	"sync"
	"time"
)

// invocation is one request to a function, from its event to its only end.
type invocation struct {
	id       string
	event    []byte
	deadline time.Time // set before the process gets the event

	once   sync.Once // sets answer and err
	answer []byte
	err    error
}

func newInvocation(event []byte) *invocation {
	return &invocation{id: newUUID(), event: event}
}

// end sets the outcome; only the first one counts.
func (c *invocation) end(answer []byte, err error) {
	c.once.Do(func() { c.answer, c.err = answer, err })
}

// newUUID returns a random (version 4) UUID, the form of Lambda's request ids.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
