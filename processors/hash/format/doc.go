// Package format reads and writes hashed passwords in the notations of other
// programs: JSON lines of our own, PHC strings, modular crypt strings, and the
// files of Django, Apache, LDAP and Linux.
package format
