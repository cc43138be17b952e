package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sync"
)

// lookLines is how many lines of a list are looked at.
const lookLines = 1000

// A look says what a line looks like that is no password.
type look int

const (
	looksPlain look = iota
	looksUserPass
	looksJSON
	looksHash
	looksCSV
	looksQuoted
	looksAddress
	looksSettings
	looksDocument
	looks // how many there are
)

// kinds are what a list may be of whose lines have a look.
var kinds = map[look]struct {
	words string
	kind  Kind // Auto: none that is read
}{
	looksUserPass: {"user:password lines", UserPass},
	looksJSON:     {"JSON", JSONL},
	looksHash:     {"hashes", Auto},
	looksCSV:      {"CSV", CSV},
	looksQuoted:   {"text in quotes", Auto},
	looksAddress:  {"address:user:password lines", Auto},
	looksSettings: {"YAML, TOML or other settings", Auto},
	looksDocument: {"a document or a key", Auto},
}

// refuseLookalike refuses a list most of whose lines look like something else
// than passwords, where nobody has said what they are.
func (l *List) refuseLookalike() error {
	head, whole, err := l.textHead()
	if err != nil {
		return err
	}
	lines := firstLines(head, whole)
	found, n := lookOf(lines, head)
	if found == looksPlain || found == looksHash && l.opt.ReadDigest != nil { // anything but a digest fails by line
		return nil
	}
	is := kinds[found]
	return &RefusedError{l.Name, func(name func(string) string) (message, hint string) {
		input := name("Kind")
		message = " looks like " + is.words
		if len(lines) > 1 {
			message += fmt.Sprintf(" (%d of the first %d lines)", n, len(lines))
		}
		message += ", but every line would be hashed as one password"
		wanted := fmt.Sprintf("if that is what you want, add %s %v", input, Lines)
		switch {
		case found == looksHash:
			return message, fmt.Sprintf("to check passwords against these hashes, use %s; to examine them, %s; %s", name("Verify"), name("Audit"), wanted)
		case is.kind == Auto:
			return message, "give the passwords alone, one per line, or as CSV; " + wanted
		}
		return message, fmt.Sprintf("to read it as %s, add %s %v; %s", is.words, input, is.kind, wanted)
	}}
}

// firstLines returns the first lines of text that are not empty, without their
// ends and without one that is cut off.
func firstLines(text []byte, whole bool) (lines [][]byte) {
	for len(text) > 0 && len(lines) < lookLines {
		line, rest, ended := bytes.Cut(text, []byte("\n"))
		if !ended && !whole && len(lines) > 0 {
			break
		}
		if line = bytes.TrimSuffix(line, []byte("\r")); len(line) > 0 {
			lines = append(lines, line)
		}
		text = rest
	}
	return lines
}

// lookOf returns what most of the lines, which head begins with, look like, and
// how many do.
func lookOf(lines [][]byte, head []byte) (most look, n int) {
	if len(lines) == 0 {
		return looksPlain, 0
	}
	if isDocument(lines[0]) {
		return looksDocument, len(lines)
	}
	var count [looks]int
	strange := 0 // lines that look like anything
	for _, line := range lines {
		if k := lookOfLine(line); k != looksPlain {
			count[k]++
			strange++
		}
	}
	if strange*2 > len(lines) {
		for _, k := range []look{looksHash, looksJSON, looksUserPass, looksSettings, looksAddress, looksQuoted} {
			if count[k] > count[most] {
				most = k
			}
		}
		return most, strange
	}
	if isJSON(head) {
		return looksJSON, len(lines)
	}
	if n := colonLines(lines); n > 0 {
		return looksUserPass, n
	}
	if n := csvLines(lines); n > 0 {
		return looksCSV, n
	}
	return looksPlain, 0
}

var (
	// hashLine is a hash in a notation of its own, or a digest in hexadecimal,
	// maybe behind a user, as in htpasswd and shadow files.
	hashLine = pattern(`^(?:[^:\s]*:(?:\d+:)?)?(?:` +
		`\$(?:2[abxy]?|argon2(?:id|i|d)|[1567]|y|gy|md5|sha1|apr1|[PHSC]|wp|pbkdf2[-\w]*|scrypt|yescrypt|bcrypt-sha256|fbscrypt|firebase-scrypt)\$\S{8,}` +
		`|!{1,2}\$\S{8,}` +
		`|\{[A-Za-z0-9.-]{2,20}\}\S{8,}` +
		`|(?:pbkdf2_sha\w+|pbkdf2|argon2|bcrypt(?:_sha256)?|scrypt(?::\d+)*)\$\S{16,}` +
		`|SCRAM-SHA-\d+\$\S{16,}` +
		`|\$[a-z][\w-]{1,30}\$\S{16,}|pbkdf2:sha\d+(?::\d+)?\$\S{16,}` +
		`|\d+:(?:[0-9A-Fa-f]{32}|NO PASSWORD\*+):(?:[0-9A-Fa-f]{32}|NO PASSWORD\*+)` +
		`|\*[0-9A-F]{40}` +
		`|(?:0x)?(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{56}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128})` +
		`)(?::.*)?$`)
	// userLine is a name or an address, a colon and something that is no URL.
	userLine = pattern(`^[\pL\pN_][\pL\pN_.@+\-\\]{0,253}:(?:[^/]|/[^/]|/$)`)
	// addressLine begins with the address of a page, behind which a user and a
	// password stand.
	addressLine = pattern(`^[a-z][a-z0-9+.-]*://[^\s:]+(?::\d+/[^\s:]*)?:[^\s:/][^:]*:.`)
	// settingLine is a line of YAML or TOML, or the name of a part.
	settingLine = pattern(`^(?:- )?[\w.-]{1,40}(?: = \S|: +\S|:$)`)
	// jsonHash is a JSON line that hash writes.
	jsonHash = pattern(`^\{"line":\d+,.*"(?:hash|algorithm)":`)
)

// pattern returns a function that compiles a pattern when it is first called:
// most runs of the program need none.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// lookOfLine returns what one line looks like.
func lookOfLine(line []byte) look {
	const longest = 4 << 10
	line = bytes.TrimSpace(line[:min(len(line), longest)])
	switch {
	case len(line) == 0:
		return looksPlain
	case line[0] == '{' && jsonHash().Match(line):
		return looksHash
	case line[0] == '{' && bytes.IndexByte(line, '"') > 0 && (json.Valid(line) || len(line) == longest):
		return looksJSON
	case hashLine().Match(line):
		return looksHash
	case addressLine().Match(line):
		return looksAddress
	case bytes.HasPrefix(line, []byte("- ")) && settingLine().Match(line), bytes.Contains(line, []byte(" = ")) && settingLine().Match(line):
		return looksSettings
	case userLine().Match(line):
		return looksUserPass
	case len(line) > 2 && line[0] == '"' && bytes.TrimSuffix(line, []byte(","))[len(bytes.TrimSuffix(line, []byte(",")))-1] == '"':
		return looksQuoted
	}
	return looksPlain
}

// isDocument reports whether a list begins like a document that is text.
func isDocument(line []byte) bool {
	for _, begin := range []string{"%pdf-", "{\\rtf", "<!doctype ", "<?xml ", "<html", "-----begin ", "age-encryption.org/"} {
		if len(line) >= len(begin) && bytes.EqualFold(line[:len(begin)], []byte(begin)) {
			return true
		}
	}
	return false
}

// colonLines returns how many lines have text before and behind a colon, other
// than that of an address, if four in five of them do and there are several.
func colonLines(lines [][]byte) (n int) {
	for _, line := range lines {
		user, password, _ := bytes.Cut(line, []byte(":"))
		if len(user) > 0 && len(password) > 0 && !bytes.HasPrefix(password, []byte("//")) {
			n++
		}
	}
	if len(lines) > 1 && n*5 >= len(lines)*4 {
		return n
	}
	return 0
}

// isJSON reports whether text is JSON as far as it goes: an array or an object
// with strings in it, over several lines maybe.
func isJSON(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n") // JSON has no other blanks
	if len(text) == 0 || text[0] != '[' && text[0] != '{' || bytes.IndexByte(text, '"') < 0 {
		return false
	}
	some := parts(text) > 2
	for {
		var none any // so that nothing of it is copied
		var wrong *json.SyntaxError
		if err := json.Unmarshal(text, none); !errors.As(err, &wrong) || wrong.Error() == "unexpected end of JSON input" {
			return some
		}
		first := text[:wrong.Offset-1]
		if !json.Valid(first) {
			return false
		}
		text = text[len(first):] // another value follows
	}
}

// parts counts the strings, brackets and separators of JSON.
func parts(text []byte) (n int) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			n++
		case '[', ']', '{', '}', ',', ':':
			n++
		}
	}
	return n
}

// csvLines returns how many lines make a table: four in five of them have as
// many delimiters as the first, or the first line is a header with a usual name
// for passwords and another for something else.
func csvLines(lines [][]byte) int {
	for _, delimiter := range delimiters {
		columns := bytes.Count(lines[0], []byte{delimiter})
		if columns == 0 {
			continue
		}
		same, some := 0, 0
		for _, line := range lines {
			switch n := bytes.Count(line, []byte{delimiter}); {
			case n == columns:
				same++
				some++
			case n > 0:
				some++
			}
		}
		if names, err := splitHeader(lines[0], delimiter); err == nil && isHeader(names) {
			return some
		}
		// Nobody can type a tab into a form.
		if (len(lines) > 1 || delimiter == '\t') && same*5 >= len(lines)*4 {
			return same
		}
	}
	return 0
}
