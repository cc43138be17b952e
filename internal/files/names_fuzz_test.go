package files

import (
	"strings"
	"testing"
)

// Only names that a run gives are its own: anything else that they might be
// taken for would be swept away.
func FuzzOwnNames(f *testing.F) {
	id := strings.Repeat("0123456789abcdef", 1)
	for _, name := range []string{lockName(id), tempName(id, 0), tempName(id, 1<<63), ".fanout-" + id, ".fanout-" + id + "-.tmp", ".fanout-" + id + "-1.tmp.tmp", ".hashes.fanout-partial"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if id, ok := parseLock(name); ok && lockName(id) != name {
			t.Errorf("%q is taken for the lock of %q", name, id)
		}
		if id, ok := parseTemp(name); ok {
			number := strings.TrimSuffix(strings.TrimPrefix(name, ".fanout-"+id+"-"), ".tmp")
			if ".fanout-"+id+"-"+number+".tmp" != name || strings.Trim(number, "0123456789") != "" || number == "" || !IsOwn(name) {
				t.Errorf("%q is taken for a temporary of %q", name, id)
			}
		}
		if value, rest, ok := cutQuoted(name); ok && (!strings.HasSuffix(name, rest) || len(value) > 4*len(name)) {
			t.Errorf("%q begins with %q, then %q", name, value, rest)
		}
	})
}
