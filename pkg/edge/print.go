package edge

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Moment prints a time as ISO 8601 in UTC with milliseconds: 2025-01-20T10:30:00.000Z.
func Moment(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// Second prints a time as ISO 8601 in UTC to the second: 2024-12-01T12:34:56Z.
func Second(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// OptionalMoment is Moment, or nil for never.
func OptionalMoment(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := Moment(at)
	return &text
}

// Optional is nil for an empty text.
func Optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// Major is an amount that encodes as a JSON number in major units: 500, 100.5.
type Major funds.Amount

// MarshalJSON prints the shortest decimal literal.
func (m Major) MarshalJSON() ([]byte, error) { return []byte(funds.Amount(m).Major()), nil }

// Fixed is an amount that encodes as a JSON number in major units with two decimals: 500.00.
type Fixed funds.Amount

// MarshalJSON prints the literal with exactly two decimals.
func (f Fixed) MarshalJSON() ([]byte, error) { return []byte(funds.Amount(f).Fixed()), nil }
