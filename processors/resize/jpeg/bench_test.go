package jpeg

import (
	"fmt"
	"testing"
)

func BenchmarkDecode(b *testing.B) {
	file := photos(b)["IMG_0001.jpg"]
	for _, scale := range []int{1, 2, 4, 8} {
		b.Run(fmt.Sprint(scale), func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			d := Decoder{Keep: 1 << 30}
			for b.Loop() {
				if _, err := d.Decode(b.Context(), file, scale); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
