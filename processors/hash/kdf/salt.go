package kdf

import "math"

// textDigits are the characters of TextSalt.
const textDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// TextSalt makes a salt of random bytes for systems that hash a salt's text, as
// Django does: letters and digits, as many as hold all the bits, which are 22
// for 16 bytes. It is the number in them to the base of 62. A Scheme that has
// Salt or SaltBytes makes salts of its own, and has no use for it.
func TextSalt(random []byte) []byte {
	number := append([]byte{}, random...)
	text := make([]byte, int(math.Ceil(float64(8*len(random))/math.Log2(float64(len(textDigits))))))
	for i := len(text) - 1; i >= 0; i-- {
		rest := 0
		for k, b := range number { // division, the highest byte first
			rest = rest<<8 | int(b)
			number[k] = byte(rest / len(textDigits))
			rest %= len(textDigits)
		}
		text[i] = textDigits[rest]
	}
	return text
}
