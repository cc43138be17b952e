package kube

import (
	"fmt"
	"path"
	"strings"
)

const (
	mergeSuffix = "-merge"
	claimSuffix = "-data"

	// maxName leaves room for mergeSuffix, and for the index of a pod, which
	// has five digits at most, in a DNS label of 63 bytes.
	maxName  = 63 - len(mergeSuffix)
	maxLabel = 63

	maxObject = 253 // bytes of a DNS name
)

// CheckName refuses what cannot be the name of a Job: its pods have it in their
// host names.
func CheckName(name string) error { return checkLabel(name, maxName) }

// CheckNamespace refuses what cannot be the name of a namespace.
func CheckNamespace(name string) error { return checkLabel(name, maxLabel) }

// CheckObject refuses what cannot be the name of a claim or a storage class.
func CheckObject(name string) error {
	wrong := len(name) > maxObject
	for label := range strings.SplitSeq(name, ".") {
		wrong = wrong || checkLabel(label, maxObject) != nil
	}
	if wrong {
		return fmt.Errorf("must be 1 to %d of a-z, 0-9, - and ., and begin and end with a letter or digit", maxObject)
	}
	return nil
}

// CheckQueue refuses what cannot be the name of a queue, which is the value of
// a label.
func CheckQueue(name string) error { return checkLabel(name, maxLabel) }

// checkLabel refuses what is no DNS label (RFC 1123) of at most max bytes.
func checkLabel(name string, max int) error {
	if name == "" || len(name) > max || sanitize(name) != name {
		return fmt.Errorf("must be 1 to %d of a-z, 0-9 and -, and begin and end with a letter or digit", max)
	}
	return nil
}

// NameFor returns a name of a Job after the job's output, a path with slashes.
func NameFor(output string) string {
	base := path.Base(output)
	if stem := strings.TrimSuffix(base, path.Ext(base)); stem != "" {
		base = stem
	}
	name := sanitize("fanout-" + sanitize(base))
	return strings.TrimRight(name[:min(len(name), maxName)], "-")
}

// ClaimFor returns the name of the claim that is made for a Job.
func ClaimFor(name string) string { return name + claimSuffix }

// sanitize makes lower case of the letters, and one - of each run of other
// characters than letters and digits of ASCII, but none at an end. A - that is
// there already stays.
func sanitize(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-':
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		default:
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), "-")
}

// CheckImage refuses what cannot be the reference of an image.
func CheckImage(image string) error {
	if image == "" || len(image) > 512 || strings.ContainsFunc(image, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return fmt.Errorf("must be the name of an image as registry.example/fanout:1")
	}
	return nil
}
