package hash

import (
	"os"
	"strings"
	"testing"
)

// TestHashesOfOtherProgramsVerify goes through hashes that other programs have
// made of a password, each with what is right for it.
func TestHashesOfOtherProgramsVerify(t *testing.T) {
	text, err := os.ReadFile("format/testdata/vectors.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var passwords, wrong, hashes strings.Builder
	var want Verdicts
	for line := range strings.Lines(string(text)) {
		field := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		password, hash := field[1], field[2]
		one := Verdicts{Match: 1, BytesIn: int64(len(password)) + 1}
		if field[3] == "refuse" {
			one = Verdicts{Unchecked: 1, BytesIn: one.BytesIn}
		}
		if v, reasons, err := verifyIn(t, 64<<20, password+"\n", hash+"\n", 1, -1); v != one || err != nil {
			t.Errorf("%s: %+v %v\n%s", field[0], v, err, reasons)
		}
		passwords.WriteString(password + "\n")
		wrong.WriteString(password + "!\n")
		hashes.WriteString(hash + "\n")
		want.Match += one.Match
		want.Unchecked += one.Unchecked
	}
	v, reasons, err := verifyIn(t, 64<<20, passwords.String(), hashes.String(), 2, -1)
	if want.BytesIn = v.BytesIn; v != want || err != nil {
		t.Errorf("in one list: %+v %v\n%s", v, err, reasons)
	}
	v, reasons, err = verifyIn(t, 64<<20, wrong.String(), hashes.String(), 2, -1)
	if want := (Verdicts{Mismatch: want.Match, Unchecked: want.Unchecked, BytesIn: v.BytesIn}); v != want || err != nil {
		t.Errorf("with other passwords: %+v %v\n%s", v, err, reasons)
	}
}
