package main

// switches is the file that each changed package gets, for %s of its clause. A change asks it whether it is on.
const switches = `package %s

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"sync"
)

var (
	mutantOn, _ = strconv.Atoi(os.Getenv("OUTFLOW_MUTANT"))
	mutantNotes = os.Getenv("OUTFLOW_MUTANTS_REACHED")
	mutantSeen  sync.Map
)

func mutant_On(n int) bool {
	if mutantNotes != "" {
		mutant_Note(n)
	}
	return n == mutantOn
}

func mutant_Note(n int) {
	if _, seen := mutantSeen.LoadOrStore(n, true); seen {
		return
	}
	notes, err := os.OpenFile(mutantNotes, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	defer notes.Close()
	fmt.Fprintln(notes, n)
}

type mutant_Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

type mutant_Whole interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

func mutant_Less[T cmp.Ordered](n int, a, b T) bool {
	if mutant_On(n) {
		return a <= b
	}
	return a < b
}

func mutant_LessEqual[T cmp.Ordered](n int, a, b T) bool {
	if mutant_On(n) {
		return a < b
	}
	return a <= b
}

func mutant_Greater[T cmp.Ordered](n int, a, b T) bool {
	if mutant_On(n) {
		return a >= b
	}
	return a > b
}

func mutant_GreaterEqual[T cmp.Ordered](n int, a, b T) bool {
	if mutant_On(n) {
		return a > b
	}
	return a >= b
}

func mutant_Add[T mutant_Number](n int, a, b T) T {
	if mutant_On(n) {
		return a - b
	}
	return a + b
}

func mutant_Sub[T mutant_Number](n int, a, b T) T {
	if mutant_On(n) {
		return a + b
	}
	return a - b
}

func mutant_Mul[T mutant_Number](n int, a, b T) T {
	if mutant_On(n) {
		return a / b
	}
	return a * b
}

func mutant_Div[T mutant_Number](n int, a, b T) T {
	if mutant_On(n) {
		return a * b
	}
	return a / b
}

func mutant_Rem[T mutant_Whole](n int, a, b T) T {
	if mutant_On(n) {
		return a * b
	}
	return a %% b
}

func mutant_Negative[T mutant_Number](n int, a T) T {
	if mutant_On(n) {
		return a
	}
	return -a
}

func mutant_Min[T cmp.Ordered](n int, a, b T) T {
	if mutant_On(n) {
		return max(a, b)
	}
	return min(a, b)
}

func mutant_Max[T cmp.Ordered](n int, a, b T) T {
	if mutant_On(n) {
		return min(a, b)
	}
	return max(a, b)
}

func mutant_Error(n int, err error) error {
	if mutant_On(n) {
		return nil
	}
	return err
}
`
