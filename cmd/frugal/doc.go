// Package frugal makes the threads of a program take little address space where
// that is limited (ulimit -v). It is imported for that effect alone.
package frugal
