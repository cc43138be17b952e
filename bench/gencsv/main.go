// Command gencsv writes a CSV file of mixed columns to standard output: ids,
// decimals, dates, categories, free text in quotes, and a column with gaps. The
// same number of rows gives the same bytes everywhere.
//
//	gencsv ROWS > mixed.csv
package main

import (
	"bufio"
	"log"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

var (
	kinds = []string{"standard", "express", "pickup", "return", "gift"}
	words = []string{"left", "at", "the", "front", "door,", "please", "ring", "twice", "\"\"fragile\"\"", "today", "morning", "box"}
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: gencsv ROWS > FILE")
	}
	rows, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	w := bufio.NewWriterSize(os.Stdout, 1<<20)
	w.WriteString("id,price,date,kind,note,score\n")
	day := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
	var b []byte
	for i := range rows {
		b = strconv.AppendInt(b[:0], int64(i+1), 10)
		b = append(b, ',')
		b = strconv.AppendFloat(b, float64(rng.IntN(200_000))/100, 'f', 2, 64)
		b = append(b, ',')
		b = day.AddDate(0, 0, rng.IntN(4000)).AppendFormat(b, time.DateOnly)
		b = append(b, ',')
		b = append(b, kinds[min(rng.IntN(8), len(kinds)-1)]...)
		b = append(b, ",\""...)
		for k := range 4 + rng.IntN(10) {
			if k > 0 {
				b = append(b, ' ')
			}
			b = append(b, words[rng.IntN(len(words))]...)
		}
		b = append(b, "\","...)
		if rng.IntN(4) > 0 {
			b = strconv.AppendFloat(b, rng.NormFloat64(), 'g', -1, 64)
		}
		b = append(b, '\n')
		if _, err := w.Write(b); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
}
