package sha256crypt

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/go-crypt/x/crypt"

	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/shacrypt"
)

// The test vectors of the specification; then those that libxcrypt made, and
// for "hashcat", one that was published as an example.
func TestKnownAnswers(t *testing.T) {
	for _, v := range []struct{ password, hash string }{
		{"Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"},
		{"Hello world!", "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA"},
		{"This is just a test", "$5$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5"},
		{"a very much longer text to encrypt.  This one even stretches over morethan one line.",
			"$5$rounds=1400$anotherlongsalts$Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1"},
		{"Grün-Tee 42", "$5$mJx0pQd7LwT2sVbE$bvurrrQTWGEhDLzaaukWR9ZKpjta3QRMwZElvDN9Jd5"},
		{"Correct-Horse-7", "$5$mJx0pQd7LwT2sVbE$6tu/sUmvDVW9a/hZXj6Ary12EpcSUaWZnaXe.BIcxF7"},
		{"", "$5$mJx0pQd7LwT2sVbE$mEacPXUJbn1nckudVv8fNvn2NA/cX7NysLCx020hwU9"},
		{"Grün-Tee 42", "$5$rounds=1000$Kq3nX8dB$sIStHJmWGpxmYbmFN34VMJGwZ0sOE1lpYSx7SGPCyf9"},
		{"Correct-Horse-7", "$5$rounds=1000$Kq3nX8dB$s/ZI3YGKcO4q9/byYkAOwdRXYEwjIC3Y4QHSFfivxRA"},
		{"", "$5$rounds=1000$Kq3nX8dB$i7AYDwrs47WDN/2DMJrjQ2eBSHlTzq2ssBAbstwdK/2"},
		{"hashcat", "$5$rounds=5000$GX7BopJZJxPc/KEK$le16UF8I2Anb.rOrn22AUPWvzUETDGefUmAV8AZkGcD"},
	} {
		rounds, salt, key, err := Parse(v.hash)
		if err != nil {
			t.Errorf("%s: %v", v.hash, err)
			continue
		}
		p := Schemes[0].Default()
		p.Costs[0] = rounds
		if !kdftest.Verify(t, p, []byte(v.password), salt, key) {
			t.Errorf("%s: no match", v.hash)
		}
		want := strings.Replace(v.hash, "rounds=5000$", "", 1)
		if got := variant.Encode(rounds, salt, key); got != want || p.Scheme.Encode(p, salt, key) != want {
			t.Errorf("%s became %s", v.hash, got)
		}
	}
}

func TestHashIsCancelled(t *testing.T) {
	p := Schemes[0].Default()
	p.Costs[0] = shacrypt.MaxRounds
	kdftest.Cancels(t, p, []byte("salt"), 5)
}

func FuzzHash(f *testing.F) {
	f.Add([]byte("password"), []byte("saltsaltsaltsalt"), uint16(0))
	f.Add(bytes.Repeat([]byte("x"), 300), []byte(""), uint16(41))
	f.Fuzz(func(t *testing.T, password, salt []byte, more uint16) {
		password, salt = password[:min(len(password), 511)], salt[:min(len(salt), shacrypt.MaxSalt)]
		p := Schemes[0].Default()
		p.Costs[0] = shacrypt.MinRounds + int(more)%100
		key := kdftest.Keys(t, p.New(1), KeyBytes, [][]byte{password}, [][]byte{salt})[0]
		want := string(crypt.KeySHACrypt(sha256.New, password, salt, p.Costs[0]))
		if got := string(variant.Order.Append(nil, key)); got != want {
			t.Errorf("%q: %s, want %s", password, got, want)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	p := Schemes[0].Default()
	p.Costs[0] = shacrypt.DefaultRounds
	h := p.New(1)
	keys, passwords, salts := [][]byte{make([]byte, KeyBytes)}, [][]byte{[]byte("correct horse battery")}, [][]byte{[]byte("saltsalt")}
	for b.Loop() {
		if err := h.Hash(b.Context(), keys, passwords, salts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/shacrypt.DefaultRounds, "ns/round")
}
