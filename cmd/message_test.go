package cmd

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each setting that an error or a hint names has a flag, and each flag a
// setting.
func TestSettingsInErrorsHaveFlags(t *testing.T) {
	call := regexp.MustCompile(`\bname\("([A-Z]\w+)"\)|&Difference\{.*, "(\w*)"\}|\b(?:[Ss]etting: |Other: |See: |Settings: .*Name: |Setting\{\{Name: |hint\.Setting\{Name: |set\()"([A-Z]\w+)"`)
	named := map[string]bool{}
	err := filepath.WalkDir("../processors", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range call.FindAllStringSubmatch(string(text), -1) {
			if setting := m[1] + m[2] + m[3]; setting != "" {
				named[setting] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for setting := range named {
		if flags[setting] == "" {
			t.Errorf("there is no flag for the setting %s", setting)
		}
	}
	for setting := range flags {
		if !named[setting] {
			t.Errorf("neither error nor hint names the setting %s", setting)
		}
	}
}
