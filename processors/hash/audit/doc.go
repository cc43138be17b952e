// Package audit says what a list of hashed passwords is worth: which algorithms
// and costs it has, what is below OWASP's minimum, and which salts, hashes and
// users come more than once. It computes no hash and keeps no password, salt
// or hash: what is compared are digests of them in memory.
package audit
