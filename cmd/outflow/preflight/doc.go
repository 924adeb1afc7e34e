// Package preflight looks whether a deployment can work, before it is made and after it was: whatever it reads it leaves as
// it is, and nothing of a secret is in what it says.
//
// A check says ok, warn, fail, or unknown, where whoever asks has no right to look; beside that what it found, and what to do.
// It knows the template, the configuration that the template makes, and the services of AWS that say what has become of it.
package preflight
