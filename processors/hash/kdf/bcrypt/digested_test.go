package bcrypt

import (
	"strings"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/processors/hash/kdf/kdftest"
	"fanout/processors/hash/kdf/scheme"
)

// Strings of other programs: passlib 1.7.4, and pyca/bcrypt with Python's hmac
// for WordPress.
var digested = []struct{ algorithm, password, hash string }{
	{"bcrypt-sha256", "Grün-Tee 42", "$bcrypt-sha256$v=2,t=2b,r=4$GvyKe5EyQ.KZBTZYWBqaVu$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6"},
	{"bcrypt-sha256", long, "$bcrypt-sha256$v=2,t=2b,r=4$GvyKe5EyQ.KZBTZYWBqaVu$8a8LCmM0wPzI5QlA2ck3.7lAuiZFedm"},
	{"bcrypt-sha256-v1", "Grün-Tee 42", "$bcrypt-sha256$2b,4$GvyKe5EyQ.KZBTZYWBqaVu$FjJmSKUqXylPgMwYdHkRJcuGYZfP5qy"},
	{"bcrypt-sha256-v1", long, "$bcrypt-sha256$2b,4$GvyKe5EyQ.KZBTZYWBqaVu$M6ByDftwa0Y0FeKTtwWyAOSV2z.0V.O"},
	{"django-bcrypt-sha256", "Grün-Tee 42", "bcrypt_sha256$$2b$04$Cltr8AKTmDQL9Nj2vgn7vO1.uLc1Hp9R./KnNEG7jRB0lkiahATuW"},
	{"django-bcrypt-sha256", long, "bcrypt_sha256$$2b$04$GvyKe5EyQ.KZBTZYWBqaVucCa3SzJZj.E1XzqGyLZvoeN54hmWfXa"},
	{"wordpress", "Grün-Tee 42", "$wp$2y$04$GFPvXS7tpAu6YCu6GMpSCuMxwaYbVWJsxcDfn3oaYuXMdkHLt420G"},
	{"wordpress", "\t\n Grün-Tee 42 \r\v\x00", "$wp$2y$04$GvyKe5EyQ.KZBTZYWBqaVuEhTwluI7AhTiT813I9n8f5891ibouKu"},
	{"wordpress", "a\x00b", "$wp$2y$04$GvyKe5EyQ.KZBTZYWBqaVulPa5YG2tGo6l9uBfIWDEMyYRyRThqLi"},
	{"wordpress", long, "$wp$2y$04$GvyKe5EyQ.KZBTZYWBqaVu.4rQ.1utJnxH981dQRHPhpQ1eBEbJdS"},
}

var long = strings.Repeat("x", 100) + "é"

func TestDigestedPasswordsAgreeWithOtherPrograms(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		for _, c := range digested {
			s, parsed, err := ParseDigested(c.hash)
			if err != nil || s.Name != c.algorithm {
				t.Fatalf("%s: %v", c.hash, err)
			}
			p := scheme.Params{Scheme: s, Costs: [scheme.MaxCosts]int{parsed.Cost}}
			_, salt, want, err := p.Decode(nil, []byte(c.hash))
			if err != nil || p.Check() != nil || p.CheckPassword([]byte(c.password)) != nil {
				t.Fatalf("%s: %v, %v, %v", c.hash, err, p.Check(), p.CheckPassword([]byte(c.password)))
			}
			h := p.New(1)
			keys := kdftest.Keys(t, h, p.KeyLength(), [][]byte{[]byte(c.password), []byte("other")}, [][]byte{salt, salt})
			h.Close()
			if _, got := p.Encode(salt, keys[0]); got != c.hash || string(keys[0]) != string(want) {
				t.Errorf("%q: %s, want %s", c.password, got, c.hash)
			}
			if string(keys[1]) == string(want) {
				t.Errorf("%s: any password matches", c.hash)
			}
		}
	}, "bcrypt")
}

func TestDigestedStringsHaveOneSpelling(t *testing.T) {
	const digits = "GvyKe5EyQ.KZBTZYWBqaVu"
	for _, hash := range []string{
		"", "$bcrypt-sha256$", "$bcrypt-sha256$v=2,", "$wp$2", "bcrypt_sha256$", "$wp$2y$04$" + digits,
		"$bcrypt-sha256$v=1,t=2b,r=4$" + digits + "$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6",
		"$bcrypt-sha256$v=2,t=2b,r=04$" + digits + "$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6",
		"$bcrypt-sha256$v=2,t=2b,r=4$" + digits + "g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6",
		"$bcrypt-sha256$v=2,t=2b,r=4$" + digits + "$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6$",
		"$bcrypt-sha256$v=2,t=2b,r=4$" + digits[:21] + "v$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6", // stray bits
		"$bcrypt-sha256$v=2,t=2x,r=4$" + digits + "$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6",
		"$bcrypt-sha256$v=2,t=2b,r=32$" + digits + "$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6",
		"$bcrypt-sha256$2b,004$" + digits + "$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6",
		"$bcrypt-sha256$2b$04$" + digits + "$g18vUx3oxhUnTFzHmtUPP7PXJrxuiJ6",
		"bcrypt_sha256$2b$04$" + digits + "MxwaYbVWJsxcDfn3oaYuXMdkHLt420G",
		"$wp$2y$04$" + digits + "MxwaYbVWJsxcDfn3oaYuXMdkHLt420G\n",
	} {
		if s, _, err := ParseDigested(hash); err == nil {
			t.Errorf("%q is accepted as %s", hash, s.Name)
		}
	}
	for _, c := range digested {
		p := scheme.Params{Scheme: Digested[0], Costs: [scheme.MaxCosts]int{5}}
		if _, _, _, err := p.Decode(nil, []byte(c.hash)); err == nil {
			t.Errorf("%s is accepted for cost 5 of %s", c.hash, p.Scheme.Name)
		}
	}
}

func TestOnlyWordPressHasALimit(t *testing.T) {
	for _, s := range Digested {
		p := s.Default()
		for _, n := range []int{0, 73, 4096, 4097} {
			if refused := p.CheckPassword(make([]byte, n)) != nil; refused != (s.Name == "wordpress" && n > 4096) {
				t.Errorf("%s, %d bytes: refused %v", s.Name, n, refused)
			}
		}
	}
}

func FuzzParseDigested(f *testing.F) {
	for _, c := range digested {
		f.Add(c.hash)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, h, err := ParseDigested(text)
		if err != nil {
			return
		}
		p := scheme.Params{Scheme: s, Costs: [scheme.MaxCosts]int{h.Cost}}
		if _, salt, key, err := p.Decode(nil, []byte(text)); err != nil || string(salt) != string(h.Salt[:]) || string(key) != string(h.Digest[:]) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
