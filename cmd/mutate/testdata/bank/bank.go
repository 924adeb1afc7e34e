// Package bank is changed by a test of mutate.
package bank

import "errors"

var errShort = errors.New("short")

// Pay takes an amount from a balance.
func Pay(balance, amount int64) (left int64, err error) {
	if amount <= 0 || amount > balance {
		return balance, errShort
	}
	fee := min(amount/100, 5)
	left = balance - amount - fee
	count++
	switch {
	case left < 0:
		return balance, check(left)
	case left == 0:
		left = 0
	}
	return left, nil
}

var count int

func check(left int64) error {
	if left < -3 {
		return errShort
	}
	return errShort
}
