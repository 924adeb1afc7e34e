package bank

import "testing"

func TestPay(t *testing.T) {
	for _, test := range []struct{ balance, amount, left int64 }{{1000, 500, 495}, {1000, 200, 798}, {100, 0, 100}, {100, 101, 100}, {100, 100, 100}} {
		left, err := Pay(test.balance, test.amount)
		if left != test.left || (err != nil) != (left == test.balance) {
			t.Errorf("%+v: %d, %v", test, left, err)
		}
	}
}
