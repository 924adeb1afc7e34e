// Package handover hands batches of payouts to banks as files, and reads what banks give back: it joins the forms of files
// with the acts that write and hear them.
//
// It imports flow, funds, iso20022, payfile and sheet.
package handover
