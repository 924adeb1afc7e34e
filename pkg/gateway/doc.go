// Package gateway is the adapter to the signed third-party payment gateway: its signature rule, the
// calls that we make, and the callbacks that it makes.
//
// The gateway's answers carry no signature, and its document names one code alone: 200 is success.
// So an answer means "declined" or "absent" only where the configuration lists its code and message;
// everything else that is not a well-formed answer about our very order is unknown, and an unknown
// outcome is never a failure (see [funds.Outcome]).
//
// What it writes is read in one place, by exact names and with numbers in any spelling ([literal]): a word that can be
// read in two ways is none.
//
// gateway imports the standard library, funds, logline and wire.
package gateway
