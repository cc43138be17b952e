package csvscan

import (
	"bytes"
	"testing"
)

// BenchmarkScan scans ordinary text, text without quotes, with a stray quote in
// every row, with CRLF, and text that is mostly separators.
func BenchmarkScan(b *testing.B) {
	for name, line := range map[string]string{
		"mixed":  "12345,-678901,1043.2951,cat_alpha12,2019-04-01,\"alpha bravo, charlie delta echo\"\n",
		"plain":  "12345,-678901,1043.2951,cat_alpha12,2019-04-01,alpha bravo charlie delta echo\n",
		"stray":  "12345,-678901,1043.2951,cat_alpha12,2019-04-01,alpha 5\" bravo charlie delta echo\n",
		"crlf":   "12345,-678901,1043.2951,cat_alpha12,2019-04-01,\"alpha bravo, charlie delta echo\"\r\n",
		"sparse": ",,1,,,,,2,,,,,,,,3,,,\n",
	} {
		data := bytes.Repeat([]byte(line), 256<<10/len(line))
		s := New(comma)
		var sep []uint32
		run := func(what string, f func()) {
			onEach(func(implementation string) {
				b.Run(name+"/"+what+"/"+implementation, func(b *testing.B) {
					b.SetBytes(int64(len(data)))
					for b.Loop() {
						f()
					}
				})
			})
		}
		run("index", func() { sep, _, _ = s.Index(sep[:0], data, 0, len(data), RecordStart) })
		run("summary", func() { s.Summarize(data) })
	}
}
