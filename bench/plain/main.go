// Command plain is the loop that anyone would write first: image/jpeg and
// imaging on as many goroutines as there are processors. fanout is measured
// against it; see bench/README.md.
//
//	plain IN OUT WIDTH HEIGHT QUALITY
package main

import (
	"image/jpeg"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"

	"github.com/disintegration/imaging"
)

func main() {
	if len(os.Args) != 6 {
		log.Fatal("usage: plain IN OUT WIDTH HEIGHT QUALITY")
	}
	var numbers [3]int
	for i := range numbers {
		n, err := strconv.Atoi(os.Args[3+i])
		check(err)
		numbers[i] = n
	}
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*.jpg"))
	check(err)
	check(os.MkdirAll(os.Args[2], 0o777))
	paths := make(chan string)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for p := range paths {
				resize(p, filepath.Join(os.Args[2], filepath.Base(p)), numbers[0], numbers[1], numbers[2])
			}
		})
	}
	for _, f := range files {
		paths <- f
	}
	close(paths)
	wg.Wait()
}

func resize(in, out string, width, height, quality int) {
	f, err := os.Open(in)
	check(err)
	img, err := jpeg.Decode(f)
	check(err)
	check(f.Close())
	small := imaging.Fit(img, width, height, imaging.Lanczos)
	o, err := os.Create(out)
	check(err)
	check(jpeg.Encode(o, small, &jpeg.Options{Quality: quality}))
	check(o.Close())
}

func check(err error) {
	if err != nil {
		log.Fatal("plain: ", err)
	}
}
