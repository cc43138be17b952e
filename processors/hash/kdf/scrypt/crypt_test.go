package scrypt

import (
	"strings"
	"testing"

	"fanout/processors/hash/kdf/kdftest"
)

// Made by libxcrypt, and one that was published as an example.
func TestHashesOfCrypt(t *testing.T) {
	for _, v := range []struct{ password, hash string }{
		{"pleaseletmein", "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D"},
		{"Grün-Tee 42", "$7$C6..../....SodiumChloride$4vfzitgzf.PD221I9ddJqwEGQrwD4yeiQReDKV35co."},
		{"", "$7$C6..../....SodiumChloride$rstazfmyrYQxDGNTkWA0DIuyHi5YTtliav1u8qLNN8C"},
		{"Grün-Tee 42", "$7$46..../....Kq3nX8dB$LC30jGtmooX2ZQeCclf5NuNIGEbZWjI2ZI5jCar.M/5"},
		{"Correct-Horse-7", "$7$46..../....Kq3nX8dB$3lQY2KOB.TCalesmyV.zC1TaKKM45/nrvzwel30cX08"},
		{"Grün-Tee 42", "$7$46....0....Kq$VInoZRHBkXdLbFIZAwqW5OZOQ.nA/1toJRKmk9DBEI5"},
		{"Correct-Horse-7", "$7$4/..../....$7O4cNI.Mi22ANayWcFLifyN0RM7OYPcPMgU/7QAjWp5"},
	} {
		h, err := ParseCrypt(v.hash)
		if err != nil {
			t.Errorf("%s: %v", v.hash, err)
			continue
		}
		p := Schemes[0].Default()
		p.Costs[cost], p.Costs[blockSize], p.Costs[parallelism] = h.N, h.R, h.P
		if !kdftest.Verify(t, p, []byte(v.password), h.Salt, h.Key) {
			t.Errorf("%s: no match", v.hash)
		}
		if h.String() != v.hash {
			t.Errorf("%s became %s", v.hash, h)
		}
	}
}

func TestParseCryptRefuses(t *testing.T) {
	key := strings.Repeat(".", 43)
	for what, s := range map[string]string{
		"nothing":           "",
		"PHC":               "$scrypt$ln=6,r=8,p=1$Ww6cH9KoR2O48OHSw6SVhg$" + key,
		"no key":            "$7$C6..../....SodiumChloride",
		"a part more":       "$7$C6..../....Sodium$Chloride$" + key,
		"cut parameters":    "$7$C6..../...$" + key,
		"bad digit":         "$7$C6...!/....SodiumChloride$" + key,
		"N of 1":            "$7$.6..../....SodiumChloride$" + key,
		"huge N":            "$7$T6..../....SodiumChloride$" + key,
		"r of 0":            "$7$C...../....SodiumChloride$" + key,
		"p of 0":            "$7$C6.........SodiumChloride$" + key,
		"salt with a colon": "$7$C6..../....Sodium:Chloride$" + key,
		"long salt":         "$7$C6..../...." + strings.Repeat("s", 129) + "$" + key,
		"short key":         "$7$C6..../....SodiumChloride$" + key[1:],
		"long key":          "$7$C6..../....SodiumChloride$." + key,
		"key's unused bits": "$7$C6..../....SodiumChloride$" + key[1:] + "z",
	} {
		if h, err := ParseCrypt(s); err == nil {
			t.Errorf("%s: %+v", what, h)
		}
	}
}

func FuzzParseCrypt(f *testing.F) {
	f.Add("$7$46....0....Kq$VInoZRHBkXdLbFIZAwqW5OZOQ.nA/1toJRKmk9DBEI5")
	f.Add("$7$4zzzzzzzzzz$7O4cNI.Mi22ANayWcFLifyN0RM7OYPcPMgU/7QAjWp5")
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := ParseCrypt(s); err == nil && h.String() != s {
			t.Errorf("%q became %q", s, h)
		}
	})
}
