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

// addVersionFlag makes --version mean the same, for those who try that first.
func addVersionFlag(root *cobra.Command) {
	root.Version = versionLine()
	root.SetVersionTemplate("{{.Version}}\n")
	addToggle(root.Flags(), new(bool), "version", "", "print the version")
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
