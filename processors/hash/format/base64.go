package format

import (
	"encoding/base64"
	"errors"
	"strings"
)

// The kinds of base 64 that hash strings are written in. They look alike, but
// none is ever taken for another.
var (
	standard = base64.StdEncoding.Strict()
	phc      = base64.RawStdEncoding.Strict()
	ab64     = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./").WithPadding(base64.NoPadding).Strict()
)

var errHex = errors.New("its hash is not in hexadecimal digits: it may be cut")

var errBase64 = errors.New("its salt or hash is not in the base 64 of its notation: it may be cut")

// standardDigits reports whether text has only digits of standard base 64.
func standardDigits(text string) bool {
	_, err := phc.DecodeString(text)
	return err == nil
}

// unpad removes the padding of standard base 64, if it is right.
func unpad(text string) string {
	bare := strings.TrimRight(text, "=")
	if len(text)%4 == 0 && len(text)-len(bare) <= 2 {
		return bare
	}
	return text
}
