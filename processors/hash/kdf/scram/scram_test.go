package scram

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/scheme"
)

// Passwords and what PostgreSQL 15.18 stored of them (CREATE ROLE … PASSWORD in
// a database in UTF-8): as they are, normalised, and not normalised where
// SASLprep refuses them.
var stored = []struct{ password, verifier string }{
	{"Correct-Horse-7", "SCRAM-SHA-256$4096:/KKhMD0X+b4qtEQoKFaOhw==$egrVuTGWYSmQJP0W1zD35Dp+XXNjXwqv0ALHaD2qwSw=:0JpZA3DEs7jnHXFUZanLFSp2sRSRPAyvN2l9Z9VuFSo="},
	{"Gr\u00fcn-Tee 42", "SCRAM-SHA-256$4096:oqh58quRIVGqPszN8ouIRg==$bd4iHtrGFfS3n65RTh4+kv6w6HOvSyvXms72ibhkVbA=:CxBfwb5YNA3s5yNhroIpCJjJZD5lKy0/Izukd01/Mww="},
	{"Gru\u0308n", "SCRAM-SHA-256$4096:7c5puLKjuIh3z5HuREjhZw==$dKOB67BDnK7Mf4SBSybivStO4gJYWqyMN2X92cLWEqA=:yWqfNPuFjbDxUMZsRafsnE39CnnUfTphVBOyxQ++a5c="},
	{"\u00a0nbsp", "SCRAM-SHA-256$4096:FxVBWhIdQkjPrkG6PhAf/Q==$uY08tmehEen56mwpGUMoxkr38PDBwEv5Y/36CQnrWsc=:yd4jz512zgsjTzI2Zt145arKiKgvGByIiJgbnmmflME="},
	{"I\u00adX", "SCRAM-SHA-256$4096:7d1RtthXnWjWY2tFp+ym5Q==$8PSQP9mqhkAfa4GK705+sGeBBPZJGUrtOobn/FGmot8=:+N6z6ZrZmd2fA4JZmltvNm0/VT3WscsLmRKqQcBuw1U="},
	{"\u2168", "SCRAM-SHA-256$4096:Mpdt0pP+pJ42s5u97tvhiA==$3fyPOz1u5P1Wf7d0GE942A7rjaDyQo6fiyyH3o+buAw=:bMlx/jtRUuRp/AIuG3fISARJmsfH3xLpNcXshD9oyHU="},
	{"\u00aa", "SCRAM-SHA-256$4096:pad1sUTxVVeqvIdsUSHS1w==$ym2yY7wc7wi/jO3IsA4q8jafRCymnvwqb89fgsIwYKQ=:tNHmlRpk25yYFue4jmImHzZWt9xvGzdbUcUiCz9/iyw="},
	{"a\u200bb", "SCRAM-SHA-256$4096:bAGVhTMbb/aU7J6LgrNtJQ==$819NlFHSOo6ConqKkOKJ9BBX/0VmXC36W7mRanvrpbo=:ZcKRs51DW+00TqLCoNB1aZPuv/0Mm2qtjYIL9qyXOYo="},
	{"\u06271", "SCRAM-SHA-256$4096:hOeXitDZBMeaj24OyjdQqA==$TVF7vqjfwpUar+XXr/nnYvPvI4AzS53MFAaWfsZCvKc=:Q1Tlx6mcIG5hGtKvMaIkvjngg17ADJnHv7HqqHhjyOc="},
	{"\u0627\u0644\u0645", "SCRAM-SHA-256$4096:vWe7LwIb+rJzXAlZFbCkLQ==$9B0aidjb8JW2W5ijktCzG2EyjxcvPJWihluU4XuvSbI=:yuDMXhC9IBJWo7wGnG/Ffc5vT2WqROy/SdxVNRwyyx0="},
	{"\u06271\u0628", "SCRAM-SHA-256$4096:hDFTNWvCEgLGDjXMi4F/pw==$55tzPqPykblYAIbZGYhJP+vd7QB76nnV/R8aDFv0MyY=:5WBRhrKop1djMVC/OBIsWr2Iz2KgRAMvkXR9qF4DElc="},
	{"tab\there\u00e9", "SCRAM-SHA-256$4096:KY2TGB2nD6437Wpd7vVa9Q==$RosF8kP+1xnjU8G/iWBqNmA4whzE5or1mq+MYxU3B5w=:3TyIZVFswmAnGGoiNntYsK67OqZCzpUBwpnbw/6kyYw="},
	{"tab\there", "SCRAM-SHA-256$4096:ALi+RxWliTN5+pIPNRQzDw==$pn7fFFmN8th27h0vcztU3oE8NBR7bjlVCb5CWBmZQts=:k2OAbEeaglJjsuQJsvCaEr/5A47U1w2RR2HemQ/kuc4="},
	{"\u0221x", "SCRAM-SHA-256$4096:WDrYbTzp1HQvLDcsk3zXsA==$hradA2hmBFVMAwaNizhaqZNni+3cECPY6yB5gmUfwDM=:rEbz0xFljI78uJaAZoWPfBcYTOFxJz+nq3SdEOpjDXM="},
	{"\U0001f600", "SCRAM-SHA-256$4096:PhJXtRbUTf0/bFJypq/TSQ==$H/VPS05nTbBoIsaFfw/xtiT1uunPhUHdauNTjweUtOw=:DQg1RE0v++bQPfoskqxHSnVor2LEdEtEAN+yKd5YL4k="},
	{"a\u0340b\u00e9", "SCRAM-SHA-256$4096:jvBIk9U3p4byMk8tttKM9Q==$aCjjjhh0VtR/R2GVeCFzFIV5AsjIzqOhoJ6w9HMAJEU=:kROf/ACVWeFCielENXLhKlicjFiYeLkvSdxY+j7BRNg="},
	{"\ufb01x", "SCRAM-SHA-256$4096:6RvaKXPKMqpWxP+wynRNnA==$43phGZXg3xdrA3xPO/FLZLZBsIek/ENSuH+02jY0x3c=:nYQLTBu7oA0rYXLRgauR1tKKKzloqVeQo1RTRu/eH1s="},
	{"\u1e9b\u0323", "SCRAM-SHA-256$4096:7errwuBkbOcwMeeLDrYIuw==$Z6EfZybAMbQH8SBmd8EgJ7skKzV6yL8APN0I0uYKIMM=:8V+RiX7MDUv8fHWcseW3syZIU0m+b5XubJWDgjeF8dA="},
	{strings.Repeat("x", 200), "SCRAM-SHA-256$4096:cmK7uW4T6hD+U98WAh3xuA==$1McRjUv2ooePySQOfI2VcNXlSsP8PPu+4yjRYK005uY=:lKwZVi3g7F+dOHi4jNncHRylrXOGq2NFElOqEB+gqls="},
	{"\u00ad", "SCRAM-SHA-256$4096:sCUBc6KsdiwjfyigUALNCQ==$6D+blpn4TOoOoGwau9Ks1K1vJ00uKhWuUpqgIcntrbk=:dZdmX7KmRicwqTXy2gSqz/ElbkWCTNSDv6bOQ3HJXKo="},
	{"\u0644\u00e9", "SCRAM-SHA-256$4096:vns2SXdEEM6Ved2k0QpoKw==$Zbu40a1yXV2km7jlnIW6bQ0vhu9CoM4NIRmjTjDGyzI=:ZAQV3G//Zh2O5ecBpDbgvsDwH33nWvgPNv5ApYL0d8M="},
	{"\ufdfa", "SCRAM-SHA-256$4096:RIjM/8lkYZOHUnvuDlFQzQ==$gHDWJ911Db6cs+CwmLi1TTZGpKYwsQriWusbhLlUT3s=:r5O0OTV/eBi0+hg89q0hbKv90e2W8+zdHtDzDQUV/TM="},
}

func TestKeysAreThoseOfPostgreSQL(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		p := Schemes[0].Default()
		var passwords, salts, want [][]byte
		for _, v := range stored {
			_, salt, key, err := Parse(v.verifier)
			if err != nil {
				t.Fatal(err)
			}
			passwords, salts, want = append(passwords, []byte(v.password)), append(salts, salt), append(want, key)
			if err := p.CheckPassword([]byte(v.password)); err != nil {
				t.Errorf("%+q: %v", v.password, err)
			}
		}
		h := p.New(1)
		defer h.Close()
		for i, key := range kdftest.Keys(t, h, p.KeyLength(), passwords, salts) {
			if !bytes.Equal(key, want[i]) {
				t.Errorf("%+q: %x, want %x", passwords[i], key, want[i])
			}
		}
	}, "pbkdf2-sha256")
}

// The examples of RFC 4013 section 3 and others of each kind; "" where the
// password stays as it is.
func TestPasswordsArePrepared(t *testing.T) {
	for password, want := range map[string]string{
		"I\u00adX": "IX", "user": "", "USER": "", "\u00aa": "a", "\u2168": "IX", "\u0007": "", "\u06271": "",
		"a\u00a0b": "a b", "a\u2003b": "a b", "u\u0308": "ü", "é\u0007": "", "\xffé": "", "é\xff": "",
		"\u0627\u0628": "", "\u0627 1 \u0628": "", "\u0627a\u0628": "", "\u00ad\u200d": "", "é\u0221": "", "é\ue000": "",
		"\u0340é": "", // which normalises to what is allowed

	} {
		if want == "" {
			want = password
		}
		if got := string(prepare([]byte("> "), []byte(password))); got != "> "+want {
			t.Errorf("%+q: %+q, want %+q", password, got, want)
		}
	}
}

func TestPasswordsThatPostgreSQLCannotHaveAreRefused(t *testing.T) {
	for password, want := range map[string]error{"": ErrEmpty, "a\x00b": ErrNUL, "x": nil, strings.Repeat("é", 5000): nil} {
		if err := Check([]byte(password)); !errors.Is(err, want) {
			t.Errorf("%.5q: %v, want %v", password, err, want)
		}
	}
}

func TestVerifiersHaveOneSpelling(t *testing.T) {
	const salt, stored, server = "jx0MWncy6UtgocLT5PUGFw==", "Iz1uRSR2DcQWeTcYMn95k58MqRpqZ+visVNKcEN3hX8=", "66g9UQL9y4DbN2aPDXDpEUBMyy7cz1M0uoelwQgBFaE="
	good := "SCRAM-SHA-256$4096:" + salt + "$" + stored + ":" + server
	n, saltBytes, key, err := Parse(good)
	if err != nil || n != 4096 || len(saltBytes) != 16 || len(key) != KeyBytes || String(n, saltBytes, key) != good {
		t.Errorf("%d, %x, %x, %v", n, saltBytes, key, err)
	}
	for _, bad := range []string{
		"", prefix, good[:len(good)-4], good + "=", good[1:], strings.Replace(good, "4096", "0", 1), strings.Replace(good, "4096", "04096", 1),
		strings.Replace(good, "4096", "99999999999999999999", 1), strings.Replace(good, "==$", "$", 1), strings.Replace(good, "$Iz", "$", 1),
		strings.Replace(good, "X8=:", "X9=:", 1), strings.Replace(good, "jx0M", "jx\n0M", 1), strings.Replace(good, stored+":", "", 1),
	} {
		if _, _, _, err := Parse(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestTablesAreInOrder(t *testing.T) {
	for i, table := range [][]rune{unassigned, nothing, spaces, prohibited, rightToLeft, leftToRight} {
		if len(table)%2 != 0 {
			t.Fatalf("table %d: an end is missing", i)
		}
		for k := 1; k < len(table); k++ {
			if table[k] < table[k-1] || table[k] == table[k-1] && k%2 == 0 {
				t.Errorf("table %d: %#x after %#x", i, table[k], table[k-1])
			}
		}
	}
	if !in(spaces, 0xa0) || !in(spaces, 0x2000) || !in(spaces, 0x200b) || in(spaces, 0x1fff) || in(spaces, 0x200c) || in(spaces, 0x20) {
		t.Error("the ends of ranges are not looked up right")
	}
}

func TestFewIterationsAreWeak(t *testing.T) {
	p := Schemes[0].Default()
	if !strings.Contains(p.Weak(), "600,000 that OWASP") {
		t.Errorf("%q", p.Weak())
	}
	p.Costs[iterations] = Recommended
	if p.Weak() != "" || p.Check() != nil {
		t.Errorf("%q, %v", p.Weak(), p.Check())
	}
	p.Costs[iterations] = 0
	if wrong := (*scheme.ParamError)(nil); !errors.As(p.Check(), &wrong) {
		t.Error("no iterations are accepted")
	}
}

func FuzzPrepare(f *testing.F) {
	for _, v := range stored {
		f.Add([]byte(v.password))
	}
	f.Fuzz(func(t *testing.T, password []byte) {
		got := prepare([]byte("> "), password)
		if (len(got) == 2) != (len(password) == 0) || string(got[:2]) != "> " || isASCII(password) && string(got[2:]) != string(password) {
			t.Errorf("%q: %q", password, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, v := range stored {
		f.Add(v.verifier)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, salt, key, err := Parse(text); err == nil && (len(key) != KeyBytes || String(n, salt, key) != text) {
			t.Errorf("%q: %d, %x, %x", text, n, salt, key)
		}
	})
}
