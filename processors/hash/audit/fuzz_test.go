package audit

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"fanout/processors"
	"fanout/processors/hash/format"
)

// Whatever a list holds, each of its entries is counted once, in little memory
// as in much.
func FuzzAudit(f *testing.F) {
	const bcrypt = "$2b$04$abcdefghijklmnopqrstuuZYwdtHeJvmpuQZtiTPKW7ncdWXnyz5O"
	for _, text := range []string{
		bcrypt, "ada:" + bcrypt + "\nada:" + bcrypt + "\n", "user,hash\na," + bcrypt + "\n", "x:!:1::::::\n", "{SSHA}AAAA\n" + bcrypt + "\n\n",
		`{"line":1,"algorithm":"bcrypt","cost":4,"hash":"` + bcrypt + `"}`, "dn: uid=a\nuserPassword: {CRYPT}" + bcrypt + "\n\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entries := int64(0)
		for r := format.NewReader("f", strings.NewReader(text)); ; entries++ {
			if _, err := r.Next(); err != nil {
				break
			}
		}
		var seen []string
		for _, memory := range []int64{1 << 10, 1 << 24} {
			var tally processors.Tally
			report, err := Read(context.Background(), "f", strings.NewReader(text), memory, &tally)
			if err != nil {
				seen = append(seen, err.Error())
				continue
			}
			if n := tally.Done.Load(); n != entries {
				t.Errorf("%d of %d entries", n, entries)
			}
			written, err := json.Marshal(report)
			if err != nil || !json.Valid(written) {
				t.Errorf("%s: %v", written, err)
			}
			seen = append(seen, "read")
		}
		if seen[0] != seen[1] {
			t.Error(seen)
		}
	})
}
