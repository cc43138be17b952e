package preset

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkJSONString compares appendString with encoding/json.
func checkJSONString(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		return
	}
	var back string
	text := appendString(nil, s)
	if err := json.Unmarshal(text, &back); err != nil || back != s {
		t.Errorf("%q became %s: %q, %v", s, text, back, err)
	}
}

func TestStringsAreEscapedAsLittleAsJSONAllows(t *testing.T) {
	var all strings.Builder
	for r := range rune(0x3000) {
		if utf8.ValidRune(r) {
			all.WriteRune(r)
		}
	}
	checkJSONString(t, all.String())
	if got := string(appendString(nil, "</b> é\u2028\x01\"\\\n\r\t")); got != "\"</b> é\u2028\\u0001\\\"\\\\\\n\\r\\t\"" {
		t.Error(got)
	}
}
