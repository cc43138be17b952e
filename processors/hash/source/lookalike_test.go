package source

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// passwordLists are lists as people and generators make them, with colons,
// commas and hexadecimal digits among the rest.
func passwordLists() map[string]string {
	rng := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("correct horse battery staple summer winter monkey dragon shadow master qwerty letmein football baseball admin welcome sunshine princess flower orange")
	word := func() string { return words[rng.IntN(len(words))] }
	of := func(alphabet string, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = alphabet[rng.IntN(len(alphabet))]
		}
		return string(b)
	}
	var printable strings.Builder
	for c := byte(' '); c < 0x7f; c++ {
		printable.WriteByte(c)
	}
	marks := "!?.,:;-_#*+ "
	lists := map[string]string{}
	for name, line := range map[string]func() string{
		"words":           word,
		"words and marks": func() string { return word() + of(marks, 1) + word() + of("0123456789", 2) },
		"sentences": func() string {
			return word() + ", " + word() + " " + word() + of("!.?", 1) + []string{"", ", " + word()}[rng.IntN(2)]
		},
		"pronounceable": func() string {
			return of("bdfgkl", 1) + of("aeiou", 1) + of("mnprst", 1) + of("aeiou", 1) + of("0123456789", 2)
		},
		"printable, short":  func() string { return of(printable.String(), 8) },
		"printable, long":   func() string { return of(printable.String(), 24) },
		"hexadecimal, 16":   func() string { return of("0123456789abcdef", 16) },
		"base64":            func() string { return of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 32) },
		"dates":             func() string { return fmt.Sprintf("%02d.%02d.%d", 1+rng.IntN(28), 1+rng.IntN(12), 1950+rng.IntN(70)) },
		"PINs":              func() string { return of("0123456789", 4) },
		"dollars":           func() string { return "$" + word() + "$" + word() },
		"braces":            func() string { return "{" + word() + "}" + of("0123456789", 3) },
		"a third have one":  func() string { return word() + []string{":", "", ""}[rng.IntN(3)] + word() },
		"half with a comma": func() string { return word() + []string{",", ""}[rng.IntN(2)] + word() },
		"addresses":         func() string { return word() + "@" + word() + ".com" },
		"URLs":              func() string { return "http://" + word() + ".example/" + word() },
	} {
		var b strings.Builder
		for range 3000 {
			b.WriteString(line() + "\n")
		}
		lists[name] = b.String()
	}
	return lists
}

func TestPasswordsAreNotTakenForSomethingElse(t *testing.T) {
	for name, text := range passwordLists() {
		for _, n := range []int{len(text), 2000} { // also of short lists
			if _, err := open(t, text[:n], Options{}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for _, text := range []string{"", "\n", "hunter2", "[]\n{}\n", "{\n", "[x]\n", "a,b\n", "a;b", ":x", "x:", "$2b$\n", "{SSHA}", "deadbeef\ncafe", "pass,word", "http://a:b@c"} {
		if _, err := open(t, text, Options{}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWhatIsNoPasswordsIsRefused(t *testing.T) {
	hex := strings.Repeat("0123456789abcdef", 8)
	for want, texts := range map[string][]string{
		"user:password":  {"ann:hunter2\n", "ann@example.org:a\nbob@example.org:b\nx", "Ann Lee:a\nBob Roe:b\n", "+49170:a\n+49171:b\n", "users:\nann: a\nbob: b", "1001:pw\r\n1002:pw\r\n", "b\u00f6rn:x"},
		"CSV":            {"user,password\n", "Email;Passwort;Name\na;b;c\n", "ann,x\nbob,y\n", "a\tb\nc\td\n", "ann\tx", "username|password\n\"a\n\"|b"},
		"JSON":           {"{\"a\":\"b\"}\n", "[{\"user\":\"a\",\"password\":\"b\"}]", "[\n  \"one\",\n  \"two\"\n]\n", "{\n  \"user\": \"a\",\n  \"password\": \"b\"\n}\n"},
		"text in quotes": {"\"one\"\n\"two\"\n", "\"one\",\n\"two\",\n"},
		"address":        {"https://example.org/login:ann:x\nhttp://example.org:8080/:bob:y\n"},
		"YAML":           {"- name: ann\n- name: bob", "ann = \"x\"\nbob = \"y\"\n"},
		"a document":     {"%PDF-1.4\n", "-----BEGIN PGP MESSAGE-----\n", "<!DOCTYPE html>", "<?xml version=\"1.0\"?>", "{\\rtf1\\ansi x}"},
		"hashes": {
			"0x" + hex[:32], "$sha512-crypt$rounds=656000$mJx0pQd7LwT2sVbE$1D1YY", "pbkdf2:sha256:260000$abc$5f4dcc3b5aa765d6",
			"ann:1001:NO PASSWORD*********************:" + hex[:32] + ":::\nbob:x", "$krb5tgs$23$*user$realm$test/spn*$63386d22d359fe",
			"$2b$10$GvyKe5EyQ.KZBTZYWBqaVukWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C", "$argon2id$v=19$m=19456,t=2,p=1$jx0MWncy6UtgocLT5PUGFw$TNdpDR6l4uRuC", "$1$abcdefgh$0123456789012345678901",
			"$apr1$mJx0pQd7$Oteg9E08BziwcttXfBrjv.", "ann:$apr1$mJx0pQd7$Oteg9E08BziwcttXfBrjv.", "ann:!$6$x$0123456789abcdef:20785:0:99999:7:::", "$wp$2y$10$GvyKe5EyQ.KZBTZYWBqaVugvf9RspgEye6BoPZ",
			"{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3", "{SSHA512}7tCWaOYHkuIfj6UlXiy9Rv1X2ubc", "pbkdf2_sha256$600000$n4Lq0Zt7Wc2Yb9Xe5Rj1Ku$zCBqHY8iE", "bcrypt_sha256$$2b$12$GvyKe5EyQ.KZBTZYWBqaVu8cARW",
			"SCRAM-SHA-256$4096:jx0MWncy6UtgocLT5PUGFw==$Iz1uRSR2DcQ", "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", hex[:32], hex[:40] + "\n" + strings.ToUpper(hex[:40]), hex[:64], hex, "ann:" + hex[:32],
			"ann:500:" + hex[:32] + ":" + hex[:32] + ":::", `{"line":1,"algorithm":"bcrypt","cost":4,"hash":"x"}`, "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb", "$P$Babcdefghijklmnop",
		},
	} {
		for _, text := range texts {
			_, err := open(t, text, Options{})
			if wrong := (*RefusedError)(nil); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "looks like "+want) {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
			if l, err := open(t, text, Options{Kind: Lines}); err != nil || l.Kind != Lines {
				t.Errorf("%q as lines: %v", text, err)
			}
		}
	}
}

func BenchmarkLines(b *testing.B) {
	for name, text := range map[string]string{"ASCII": strings.Repeat(passwordLists()["words and marks"], 50), "UTF-8": strings.Repeat("pässwörd\nplain\n", 10_000)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				r := newReader(strings.NewReader(text), Options{}, Lines, nil)
				for {
					if _, err := r.Next(); err != nil {
						break
					}
				}
			}
		})
	}
}
