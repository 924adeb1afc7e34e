// Package architecture holds no code, only the tests that keep the house in shape: which package
// may import which, and how long a file and a function may be.
//
// It imports the standard library alone, and nothing imports it.
package architecture
