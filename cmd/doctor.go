package cmd

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/internal/cpu"
	"fanout/processors/hash/kdf"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
)

// A diagnosis is what doctor finds.
type diagnosis struct {
	SchemaVersion int    `json:"schema_version"`
	Version       string `json:"version"`
	Processors    struct {
		Machine int `json:"machine"`
		Granted int `json:"granted"` // to this process
	} `json:"processors"`
	Memory struct { // in bytes
		Machine int64 `json:"machine"` // 0: not known
		Granted int64 `json:"granted"`
		Budget  int64 `json:"budget"` // of items, unless --max-memory says otherwise
	} `json:"memory"`
	OpenFiles   uint64            `json:"open_files"` // 0: not known
	Limits      []string          `json:"limits"`     // what holds fanout back here
	Variables   []setVariable     `json:"variables"`
	Conflicts   []string          `json:"conflicts"` // of variables with one another
	Progress    string            `json:"progress"`
	Color       string            `json:"color"`
	Formats     []string          `json:"formats"`
	Hashes      []string          `json:"hashes"`
	Instruction string            `json:"instructions"` // the best that this processor has
	Kernels     map[string]string `json:"kernels"`
}

func newDoctor(sys *IO) *cobra.Command {
	var verbose, asJSON bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Show the CPU, memory and features fanout can use",
		Long: `Shows what this machine grants to fanout, what limits it, and the environment
variables that stand for flags, with what each of them does.`,
		Example: `  fanout doctor
  fanout doctor -v       # with the kernels
  fanout doctor --json   # for a bug report`,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, _ []string) error {
			d := diagnose(sys, c.Root())
			if asJSON {
				enc := newEncoder(sys.Out)
				enc.SetIndent("", "  ")
				return enc.Encode(d)
			}
			if err := d.print(sys); err != nil || !verbose {
				return err
			}
			return kernelLines(sys)
		},
	}
	group(c, "Output", func(f *pflag.FlagSet) {
		addToggle(f, &verbose, "verbose", "v", "also show which implementation each kernel uses")
		addToggle(f, &asJSON, "json", "", "print JSON")
	})
	return c
}

// diagnose looks at the machine and at the environment.
func diagnose(sys *IO, root *cobra.Command) *diagnosis {
	d := &diagnosis{
		SchemaVersion: 1, Version: version, Hashes: kdf.Names(), Instruction: cpu.Supported().String(), Kernels: map[string]string{},
	}
	d.look(sys)
	d.Limits = d.limits(sys)
	d.Variables, d.Conflicts = surveyVariables(sys, root)
	d.Progress = describeProgress(sys)
	d.Color = describeColor(sys)
	for _, f := range formats.All {
		d.Formats = append(d.Formats, f.Name)
	}
	for _, k := range cpu.Kernels() {
		d.Kernels[k.Name] = k.InUse()
	}
	return d
}

// print writes the diagnosis for people.
func (d *diagnosis) print(sys *IO) error {
	files := "unknown"
	if d.OpenFiles > 0 {
		files = humanize.Comma(int64(min(d.OpenFiles, math.MaxInt64)))
	}
	var b strings.Builder
	line := func(title string, texts ...string) {
		for _, text := range texts {
			fmt.Fprintf(&b, "%-16s %s\n", title, show(text, false))
			title = ""
		}
	}
	line("version", fmt.Sprintf("fanout %s, %s %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH))
	line("processors", fmt.Sprintf("%d in the machine, %d for this process (--workers)", d.Processors.Machine, d.Processors.Granted))
	line("memory", fmt.Sprintf("%s, of which items in progress may take %s (--max-memory)",
		humanize.IBytes(uint64(d.Memory.Granted)), humanize.IBytes(uint64(d.Memory.Budget))))
	line("open files", files)
	if len(d.Limits) == 0 {
		line("limits", "none found")
	}
	line("limits", d.Limits...)
	line("environment", describeVariables(d)...)
	line("progress", d.Progress)
	line("color", d.Color)
	line("reads", describeFormats())
	line("writes", describeFormats())
	line("color profiles", "kept in "+formatNames(", ", func(f *format.Format) bool { return f.ICC }))
	line("hashes", strings.Join(d.Hashes, ", "))
	_, err := io.WriteString(sys.Out, b.String())
	return err
}

// describeFormats lists the image formats, and those that keep all frames.
func describeFormats() string {
	all := formatNames(", ", func(*format.Format) bool { return true })
	return all + "; " + formatNames(" and ", func(f *format.Format) bool { return f.Animation }) + " with all frames"
}

// formatNames joins the names of the image formats for which has is true, as
// people write them: JPEG, WebP.
func formatNames(separator string, has func(*format.Format) bool) string {
	var names []string
	for _, f := range formats.All {
		if !has(f) {
			continue
		}
		name := strings.ToUpper(f.Name)
		for _, alias := range f.Aliases {
			if strings.EqualFold(alias, f.Name) {
				name = alias
			}
		}
		names = append(names, name)
	}
	return strings.Join(names, separator)
}

// kernelLines says which implementation each kernel uses here, and how many
// passwords it takes.
func kernelLines(sys *IO) error {
	limited := ""
	if level := sys.Getenv(kernelsVariable); level != "" {
		limited = fmt.Sprintf(", held to %s by %s", level, kernelsVariable)
	}
	if _, err := fmt.Fprintf(sys.Out, "%-16s this processor has %s%s\n", "kernels", cpu.Supported(), limited); err != nil {
		return err
	}
	lanes := map[string]int{} // of the kernels that hash passwords
	for _, s := range kdf.Algorithms() {
		lanes[s.Kernel] = s.Default().Lanes()
	}
	for _, k := range cpu.Kernels() {
		text := k.InUse()
		if n := lanes[k.Name]; n > 0 {
			text += ", " + plural(n, "password") + " at a time on each worker"
		}
		if _, err := fmt.Fprintf(sys.Out, "  %-20s %s\n", k.Name, text); err != nil {
			return err
		}
	}
	return nil
}
