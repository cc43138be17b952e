package source

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"fanout/internal/secret"
)

// FuzzNormal compares with the library's own appending, which would leave
// copies in memory that is not locked.
func FuzzNormal(f *testing.F) {
	for _, text := range []string{"", "plain", "pa\u0308ssw\u00f6rd", "\ufb01ne", strings.Repeat("\ufdfa", 1500), "a" + strings.Repeat("\u0301", 5000), "\xff\xfe"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, form := range []norm.Form{norm.NFC, norm.NFKC} {
			got := appendNormal(nil, text, form)
			if want := form.Append(nil, text...); string(got) != string(want) {
				t.Errorf("form %d of %.40q: %.40q (%d bytes), want %.40q (%d)", form, text, got, len(got), want, len(want))
			}
			secret.Put(got)
		}
	})
}
