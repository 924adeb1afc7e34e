// Package iso20022 writes and reads the messages that banks and their customers exchange (ISO 20022): payment initiations
// (pain.001.001.09), which it writes; what has become of them (pain.002), statements (camt.053) and the details of batch
// bookings (camt.054), which it reads. The versions that it reads are listed beside each reader; every other one is refused
// by its name.
//
// Amounts are decimal literals of integer minor units and never floats, in both directions. What is read is bounded in bytes,
// elements and lines, and read as a stream; what is missing, twice, or has a value that the standard does not know refuses the
// whole file, with the line and the element's path. Elements that say nothing about money, and those of other namespaces, are
// passed over.
//
// It imports funds, charset and wire. Tests validate what it writes, and the files that they read, against the published
// schemas, in testdata/schema.
package iso20022
