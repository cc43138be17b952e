// Command gencsv writes a CSV file to standard output: by default ids,
// decimals, dates, categories, free text in quotes, and a column with gaps;
// with -wide as many columns as said, half of whose cells are empty. The same
// arguments give the same bytes everywhere.
//
//	gencsv ROWS > mixed.csv
//	gencsv -wide 50 ROWS > wide.csv
package main

import (
	"bufio"
	"flag"
	"log"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

var (
	kinds = []string{"standard", "express", "pickup", "return", "gift"}
	words = []string{"left", "at", "the", "front", "door,", "please", "ring", "twice", "\"\"fragile\"\"", "today", "morning", "box"}
	day   = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
)

func main() {
	columns := flag.Int("wide", 0, "`columns` of a wide file")
	flag.Parse()
	rows, err := strconv.Atoi(flag.Arg(0))
	if err != nil || flag.NArg() != 1 {
		log.Fatal("usage: gencsv [-wide COLUMNS] ROWS > FILE")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	header, row := "id,price,date,kind,note,score\n", mixed
	if *columns > 0 {
		header = ""
		for i := range *columns {
			header += ",c" + strconv.Itoa(i+1)
		}
		header = header[1:] + "\n"
		row = func(b []byte, i int, rng *rand.Rand) []byte { return wide(b, *columns, rng) }
	}
	w := bufio.NewWriterSize(os.Stdout, 1<<20)
	w.WriteString(header)
	var b []byte
	for i := range rows {
		b = append(row(b[:0], i, rng), '\n')
		if _, err := w.Write(b); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
}

func mixed(b []byte, i int, rng *rand.Rand) []byte {
	b = strconv.AppendInt(b, int64(i+1), 10)
	b = append(b, ',')
	b = strconv.AppendFloat(b, float64(rng.IntN(200_000))/100, 'f', 2, 64)
	b = append(b, ',')
	b = day.AddDate(0, 0, rng.IntN(4000)).AppendFormat(b, time.DateOnly)
	b = append(b, ',')
	b = append(b, kinds[min(rng.IntN(8), len(kinds)-1)]...)
	b = append(b, ',')
	b = append(note(b, rng), ',')
	if rng.IntN(4) > 0 {
		b = strconv.AppendFloat(b, rng.NormFloat64(), 'g', -1, 64)
	}
	return b
}

// note appends some words in quotes.
func note(b []byte, rng *rand.Rand) []byte {
	b = append(b, '"')
	for k := range 4 + rng.IntN(10) {
		if k > 0 {
			b = append(b, ' ')
		}
		b = append(b, words[rng.IntN(len(words))]...)
	}
	return append(b, '"')
}

// wide appends a row of integers, decimals, dates, categories and decimals
// again, by turns, every tenth column a note.
func wide(b []byte, columns int, rng *rand.Rand) []byte {
	for i := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		switch k := rng.IntN(2_000_000); {
		case k%2 == 0:
		case i%10 == 9:
			b = note(b, rng)
		case i%5 == 0:
			b = strconv.AppendInt(b, int64(k-1_000_000), 10)
		case i%5 == 2:
			b = day.AddDate(0, 0, k%4000).AppendFormat(b, time.DateOnly)
		case i%5 == 3:
			b = append(b, kinds[k/2%len(kinds)]...)
		default:
			b = strconv.AppendFloat(b, float64(k)/1000, 'f', 3, 64)
		}
	}
	return b
}
