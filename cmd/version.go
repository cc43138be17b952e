package cmd

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the release this source leads to.
const version = "0.1.0"

func newVersion(sys *IO) *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "Print the version and the compiler",
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(sys.Out, versionLine())
			return err
		},
	}
}

// addVersionFlag makes --version and -V mean the same, for those who try that
// first, wherever they write it.
func addVersionFlag(root *cobra.Command) {
	add := func(c *cobra.Command) {
		c.Version = versionLine()
		c.SetVersionTemplate("{{.Version}}\n")
		addToggle(c.Flags(), new(bool), "version", "V", "print the version")
	}
	add(root)
	for _, c := range root.Commands() {
		add(c)
		c.Flags().Lookup("version").Hidden = true
		for _, sub := range c.Commands() {
			add(sub)
			sub.Flags().Lookup("version").Hidden = true
		}
	}
}

func versionLine() string {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return fmt.Sprintf("fanout %s%s (%s %s/%s)", version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// noArgs refuses arguments.
func noArgs(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%q: takes no argument", args[0])
	}
	return nil
}
