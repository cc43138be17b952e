package format_test

import (
	"bytes"
	"io"
	"testing"

	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// BenchmarkReader reads lists of each kind; the time is that of one line.
func BenchmarkReader(b *testing.B) {
	const lines = 1000
	user := cheap()[0]
	user.User = "ada@example.org"
	user.Fields = []source.Field{{Name: "name", Value: "Ada \"A\" Byron"}, {Name: "roles", Value: `["admin",{"id":1}]`, JSON: true}}
	for _, c := range []struct {
		name, format string
		entry        format.Entry
	}{
		{"records", "jsonl", cheap()[0]},
		{"records of users", "jsonl", user},
		{"records of bcrypt", "jsonl", cheap()[3]},
		{"bcrypt", "mcf", cheap()[3]},
		{"argon2id", "phc", cheap()[2]},
		{"pbkdf2", "phc", cheap()[0]},
	} {
		b.Run(c.name, func(b *testing.B) {
			f, err := format.Lookup(c.format)
			if err != nil {
				b.Fatal(err)
			}
			line, err := f.Append(nil, &c.entry, &format.Style{})
			if err != nil {
				b.Fatal(err)
			}
			list := bytes.Repeat(line, lines)
			b.ReportAllocs()
			for n := b.N; n > 0; n -= lines {
				r := format.NewReader("list", bytes.NewReader(list[:min(n, lines)*len(line)]))
				for {
					e, err := r.Next()
					if err == io.EOF {
						break
					}
					if err != nil || e.Err != nil {
						b.Fatal(err, e.Err)
					}
				}
			}
		})
	}
}
