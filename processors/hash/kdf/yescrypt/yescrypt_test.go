package yescrypt

import (
	"strings"
	"testing"

	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/scheme"
)

// Made by libxcrypt.
func TestKnownAnswers(t *testing.T) {
	for _, v := range []struct{ password, hash string }{
		{"Grün-Tee 42", "$y$j6T$Kq3nX8dB$8sghll87M2fWYTerBkgmpI4jUTAg4ZdQ0..gHykhb33"},
		{"Correct-Horse-7", "$y$j6T$Kq3nX8dB$zbVB0oo0vJ74qtfCIHU3LBsa.pzczmFekRL9efL5e2C"},
		{"", "$y$j6T$Kq3nX8dB$Rs2aM5o77VVqKRlhSAYZWbyng88BlgRa54T41fWS1LD"},
		{"Grün-Tee 42", "$y$j75$Kq3nX8dB$mBkplR0QMEN6aZnGeeS3VaOLbcDxve7BZV6LWmQDsx."},
		{"", "$y$j75$Kq3nX8dB$5s290IMAq7hEZjZQpcEf8MSJsxVQdiLF4qusTvCg4pA"},
		{"Grün-Tee 42", "$y$j8T$$O.CuPtUmS34bBtGryQsk0B4FxL5DBiacf.yuBmSkjE6"},
		{"Grün-Tee 42", "$y$j/.$Kq3nX8dB$U9qJg.AWS7ObD8f32Mp.Mhi174fawqDcxdeXrd3B5DA"},
		{"Correct-Horse-7", "$y$j/.$$XZCHeVO0.hd4U.UISBAKZkvaS5H85npouG1dBFUc.Y0"},
		{"Correct-Horse-7", "$y$j2k.$Kq3nX8dB$UBRU/WxmE/.WDXJ4ESdIagpUtDGGhGOoSTchFpLYg69"},
		{"Correct-Horse-7", "$y$j2k9$Kq3nX8dB$eZi.pDowGfITJphI9UJfl1V.Nq8gOVsADYKDKYB4.wB"},
		{"Correct-Horse-7", "$y$j/v..$Kq3nX8dB$UNuB.b1xh4go/RIVcR.7TtcAnJ3I4QhrGyRrI5VwC61"},
		{"Correct-Horse-7", "$y$j/s0.$Kq3nX8dB$cC1qmZ5prn/HAj5GowiQhdeQ/pgvt3Wu2BSBZ1tB87."},
		{"Correct-Horse-7", "$y$j/uz5$Kq3nX8dB$4y36lHOddT5qIgnA2pFn2cupf22zDBALPgy6/xrcHO7"},
		{"Correct-Horse-7", "$y$jD5$mJx0pQd7LwT2sVbE$WtusqpqJdcH12sLGR.uB9kzemj3MqTv55Ndd0Ej5KF1"},
		{"Correct-Horse-7", "$y$jAT$mJx0pQd7LwT2sVbE$FlgO.LSQKVKX3HZJyTMUji0nI9cP7aWlgwQDvb.2us8"},
		{"Correct-Horse-7", "$y$j8/$" + strings.Repeat("Kq3nX8dB", 10) + "abcde.$6fBGJGVPR9kNBtgXt0XhjKKN0rmtbCPWL5o2R8fDorC"},
	} {
		h, err := Parse(v.hash)
		if err != nil {
			t.Errorf("%s: %v", v.hash, err)
			continue
		}
		p := params(h.N, h.R)
		if p.ReferenceTime().Milliseconds() > 50 && testing.Short() {
			continue
		}
		salt, key, err := p.Scheme.Decode(p, v.hash)
		if err != nil || !kdftest.Verify(t, p, []byte(v.password), salt, key) {
			t.Errorf("%s: no match, %v", v.hash, err)
		}
		if got := p.Scheme.Encode(p, salt, key); got != v.hash {
			t.Errorf("%s became %s", v.hash, got)
		}
		p.Costs[blockSize]++
		if _, _, err := p.Scheme.Decode(p, v.hash); err == nil {
			t.Errorf("%s was taken for r %d", v.hash, p.Costs[blockSize])
		}
	}
}

func params(n, r int) scheme.Params {
	p := Schemes[0].Default()
	p.Costs[cost], p.Costs[blockSize] = n, r
	return p
}

func TestParseReadsTheDefaultCosts(t *testing.T) {
	h, err := Parse("$y$j9T$Kq3nX8dB$" + strings.Repeat(".", 43))
	if err != nil || params(h.N, h.R) != Schemes[0].Default() {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestParseRefuses(t *testing.T) {
	key := strings.Repeat(".", 43)
	for what, s := range map[string]string{
		"nothing":             "",
		"GOST":                "$gy$j9T$Kq3nX8dB$" + key,
		"no key":              "$y$j9T$Kq3nX8dB",
		"a part more":         "$y$j9T$Kq3nX8dB$" + key + "$",
		"no parameters":       "$y$$Kq3nX8dB$" + key,
		"flavour only":        "$y$j$Kq3nX8dB$" + key,
		"no block size":       "$y$j9$Kq3nX8dB$" + key,
		"cut block size":      "$y$j9k$Kq3nX8dB$" + key,
		"classic scrypt":      "$y$.9T$Kq3nX8dB$" + key,
		"parallelism":         "$y$j9T/.$Kq3nX8dB$" + key,
		"ROM":                 "$y$j9T5.$Kq3nX8dB$" + key,
		"N of 2":              "$y$j.T$Kq3nX8dB$" + key,
		"huge N":              "$y$jTT$Kq3nX8dB$" + key,
		"huger N":             "$y$jzzzzzzT$Kq3nX8dB$" + key,
		"huge r":              "$y$j9xzzzz$Kq3nX8dB$" + key,
		"bad digit":           "$y$j9=$Kq3nX8dB$" + key,
		"salt of half a byte": "$y$j9T$Kq3nX$" + key,
		"salt's unused bits":  "$y$j9T$Kq3nX8dBab$" + key,
		"long salt":           "$y$j9T$" + strings.Repeat(".", 87) + "$" + key,
		"very long salt":      "$y$j9T$" + strings.Repeat(".", 1<<20) + "$" + key,
		"short key":           "$y$j9T$Kq3nX8dB$" + key[1:],
		"long key":            "$y$j9T$Kq3nX8dB$." + key,
		"key's bad digit":     "$y$j9T$Kq3nX8dB$" + key[1:] + "-",
		"key's unused bits":   "$y$j9T$Kq3nX8dB$" + key[1:] + "z",
	} {
		if h, err := Parse(s); err == nil {
			t.Errorf("%s: %+v", what, h)
		}
	}
}

func TestNumbersOfAnyLength(t *testing.T) {
	for v := range 1 << 18 {
		s := string(appendNumber(nil, v)) + "T"
		if got, rest, ok := cutNumber(s); !ok || got != v || rest != "T" {
			t.Fatalf("%d is %q: %d, %q, %v", v, s, got, rest, ok)
		}
	}
}

func TestCostsAreBounded(t *testing.T) {
	for _, c := range []struct {
		n, r int
		ok   bool
	}{
		{4096, 32, true}, {4, 1, true}, {1 << 30, 1 << 16, true},
		{2, 1, false}, {0, 1, false}, {-4096, 1, false}, {4095, 1, false},
		{4096, 0, false}, {4096, 1<<16 + 1, false},
	} {
		if err := params(c.n, c.r).Check(); (err == nil) != c.ok {
			t.Errorf("n %d, r %d: %v", c.n, c.r, err)
		}
	}
	if p := params(1<<30, 1<<16); p.Memory() < 1<<53 || p.ReferenceTime().Hours() < 1 || p.Cheaper(1) != p {
		t.Errorf("%v takes %d bytes and %v", p, p.Memory(), p.ReferenceTime())
	}
	for r, weak := range map[int]bool{31: true, 32: false} {
		if got := params(4096, r).Weak(); (got != "") != weak {
			t.Errorf("r %d: %q", r, got)
		}
	}
}

func TestHashIsCancelled(t *testing.T) { kdftest.Cancels(t, params(4, 1), []byte("salt"), 1) }

func TestHasherCountsItsMemory(t *testing.T) {
	p := Schemes[0].Default()
	if h := p.New(1); h.Memory() != p.Memory() || h.Memory() < 16<<20 {
		t.Errorf("%d and %d bytes", h.Memory(), p.Memory())
	}
}

func FuzzParse(f *testing.F) {
	f.Add("$y$j6T$Kq3nX8dB$8sghll87M2fWYTerBkgmpI4jUTAg4ZdQ0..gHykhb33")
	f.Add("$y$j/uz5$Kq3nX8dB$4y36lHOddT5qIgnA2pFn2cupf22zDBALPgy6/xrcHO7")
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := Parse(s); err == nil && h.String() != s {
			t.Errorf("%q became %q", s, h)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	for _, p := range []scheme.Params{Schemes[0].Default(), params(1024, 8)} {
		b.Run(p.String(), func(b *testing.B) {
			h := p.New(1)
			keys, passwords, salts := [][]byte{make([]byte, KeyBytes)}, [][]byte{[]byte("correct horse battery")}, [][]byte{[]byte("saltsalt")}
			for b.Loop() {
				if err := h.Hash(b.Context(), keys, passwords, salts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(p.Costs[cost]*p.Costs[blockSize]), "ns/nr")
		})
	}
}
