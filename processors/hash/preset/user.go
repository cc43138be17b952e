package preset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"fanout/processors/hash/source"
)

// An attribute is what a column says about a user, whatever the column is
// called.
type attribute string

// The attributes that targets have members for.
const (
	email         attribute = "email"
	emailVerified attribute = "email verified"
	username      attribute = "user name"
	identifier    attribute = "identifier"
	firstName     attribute = "first name"
	lastName      attribute = "last name"
	fullName      attribute = "name"
	nickname      attribute = "nickname"
	picture       attribute = "picture"
	phone         attribute = "phone"
	disabled      attribute = "disabled"
	enabled       attribute = "enabled"
	created       attribute = "created"
	lastLogin     attribute = "last login"
	appMetadata   attribute = "app metadata"
	userMetadata  attribute = "user metadata"
	publicData    attribute = "public metadata"
	privateData   attribute = "private metadata"
	distinguished attribute = "dn"
)

// columns are the names of columns in lower case without anything but letters
// and digits.
var columns = map[string]attribute{
	"email": email, "emailaddress": email, "mail": email,
	"emailverified": emailVerified, "isemailverified": emailVerified, "emailconfirm": emailVerified, "verified": emailVerified,
	"username": username, "login": username, "user": username,
	"id": identifier, "userid": identifier, "localid": identifier, "uid": identifier, "externalid": identifier,
	"firstname": firstName, "givenname": firstName,
	"lastname": lastName, "familyname": lastName, "surname": lastName,
	"name": fullName, "displayname": fullName, "fullname": fullName,
	"nickname": nickname,
	"picture":  picture, "photourl": picture, "imageurl": picture, "avatarurl": picture,
	"phone": phone, "phonenumber": phone, "mobilephone": phone,
	"disabled": disabled, "blocked": disabled, "enabled": enabled, "active": enabled,
	"createdat": created, "lastsignedinat": lastLogin,
	"appmetadata": appMetadata, "usermetadata": userMetadata,
	"publicmetadata": publicData, "privatemetadata": privateData,
	"dn": distinguished,
}

// attributeOf returns what a column says, or "".
func attributeOf(column string) attribute {
	folded := strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r >= utf8.RuneSelf:
			return r
		}
		return -1
	}, column)
	return columns[folded]
}

// A user is whose password a row is.
type user struct {
	name   string // in the list
	fields []source.Field
}

// errNotUTF8 is the failure of a row that no target can take.
var errNotUTF8 = errors.New("its user or a column is not UTF-8")

// check refuses what no import file can hold.
func (u *user) check() error {
	if u.name == "" {
		return errors.New("it names no user")
	}
	if !utf8.ValidString(u.name) {
		return errNotUTF8
	}
	for _, f := range u.fields {
		if !utf8.ValidString(f.Name) || !utf8.ValidString(f.Value) {
			return errNotUTF8
		}
	}
	return nil
}

// field returns the first column that says a, unless it is empty.
func (u *user) field(a attribute) (source.Field, bool) {
	for _, f := range u.fields {
		if attributeOf(f.Name) == a && !isEmpty(f) {
			return f, true
		}
	}
	return source.Field{}, false
}

// isEmpty reports whether a column says nothing of a user.
func isEmpty(f source.Field) bool { return f.Value == "" || f.JSON && f.Value == "null" }

// text returns the text of attribute a, or "".
func (u *user) text(a attribute) (string, error) {
	f, ok := u.field(a)
	if !ok {
		return "", nil
	}
	return textOf(f)
}

// textOf returns the text of a column; a number of JSON is its digits.
func textOf(f source.Field) (string, error) {
	if !f.JSON {
		return f.Value, nil
	}
	if strings.HasPrefix(f.Value, `"`) {
		var s string
		err := json.Unmarshal([]byte(f.Value), &s)
		return s, err
	}
	if strings.HasPrefix(f.Value, "{") || strings.HasPrefix(f.Value, "[") {
		return "", fmt.Errorf("its %q is no text", f.Name)
	}
	return f.Value, nil
}

// truth returns attribute a as true or false; known is false where no column
// says it.
func (u *user) truth(a attribute) (value, known bool, err error) {
	f, ok := u.field(a)
	if !ok {
		return false, false, nil
	}
	text, err := textOf(f)
	if err != nil {
		return false, false, err
	}
	switch strings.ToLower(text) {
	case "true", "yes", "1":
		return true, true, nil
	case "false", "no", "0":
		return false, true, nil
	}
	return false, false, fmt.Errorf("its %q is neither true nor false", f.Name)
}

// mail returns the address of the user: that of a column, or the user's name
// where that looks like one. It is "" if there is none.
func (u *user) mail() (string, error) {
	text, err := u.text(email)
	if text == "" && err == nil && strings.Contains(u.name, "@") {
		text = u.name
	}
	return text, err
}

// A kind is the type of a member.
type kind uint8

const (
	text kind = iota
	truth
	opposite   // true where the column says false
	list       // of one text
	structured // a JSON object

	milliseconds // text of a number since 1970
)

// A member is a member of a user's record for what a column says.
type member struct {
	of   attribute
	name string
	kind kind
}

// rest adds the members of the target for which there are columns.
func (r *row) rest(o *object) error {
	for _, m := range r.target.members {
		f, ok := r.field(m.of)
		if !ok {
			continue
		}
		switch m.kind {
		case truth, opposite:
			value, _, err := r.truth(m.of)
			if err != nil {
				return err
			}
			o.bool(m.name, value != (m.kind == opposite))
		case structured:
			if !strings.HasPrefix(strings.TrimLeft(f.Value, " \t\r\n"), "{") || !json.Valid([]byte(f.Value)) {
				return fmt.Errorf("its %q is no JSON object", f.Name)
			}
			o.raw(m.name, compact(f.Value))
		default:
			value, err := textOf(f)
			if err != nil {
				return err
			}
			if m.kind == milliseconds && strings.Trim(value, "0123456789") != "" {
				return fmt.Errorf("its %q is no number of milliseconds since 1970", f.Name)
			}
			if m.kind == list {
				o.texts(m.name, value)
			} else {
				o.string(m.name, value)
			}
		}
	}
	return nil
}

// compact returns a JSON text without white space between its tokens.
func compact(value string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(value)) != nil {
		return value
	}
	return b.String()
}
