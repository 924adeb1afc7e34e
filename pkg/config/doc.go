// Package config reads what a deployment decides from the OUTFLOW_ variables, which template.yaml
// sets, and refuses what cannot be right: a function that starts has a configuration that makes sense.
//
// config imports funds, policy and gateway, for the values that it makes, wire, and the standard library.
package config
