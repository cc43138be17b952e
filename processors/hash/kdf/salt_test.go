package kdf

import (
	"bytes"
	"math/big"
	"strings"
	"testing"
)

func TestTextSaltsAreTheNumberInTheRandomBytes(t *testing.T) {
	for _, random := range [][]byte{
		{}, {0}, {61}, {62}, {255}, bytes.Repeat([]byte{0}, 16), bytes.Repeat([]byte{0xff}, 16), []byte("0123456789abcdef"), bytes.Repeat([]byte{0xfe}, 12), bytes.Repeat([]byte{0xff}, 64),
	} {
		before := string(random)
		salt := TextSalt(random)
		number := new(big.Int)
		for _, c := range salt {
			number.Add(number.Mul(number, big.NewInt(62)), big.NewInt(int64(strings.IndexByte(textDigits, c))))
		}
		if number.Cmp(new(big.Int).SetBytes(random)) != 0 || string(random) != before {
			t.Errorf("%x became %s", random, salt)
		}
	}
	if salt := TextSalt(make([]byte, 16)); len(salt) != 22 {
		t.Errorf("%s has %d characters, not Django's 22", salt, len(salt))
	}
}
