package cmd

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"fanout/internal/cpu"
	"fanout/processors/hash/kdf"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
)

func newDoctor(sys *IO) *cobra.Command {
	return &cobra.Command{
		Use:               "doctor",
		Short:             "Show the CPU, memory and features that fanout can use",
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			memory := availableMemory()
			files := "unknown"
			if n, ok := openFileLimit(); ok {
				files = humanize.Comma(int64(n))
			}
			progress := "plain lines"
			if sys.ErrTerminal && !sys.dumb() {
				progress = fmt.Sprintf("a bar on %d columns", sys.ErrWidth())
			}
			for _, line := range [][2]string{
				{"version", fmt.Sprintf("fanout %s, %s %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)},
				{"processors", fmt.Sprintf("%d in the machine, %d for this process (--workers)", runtime.NumCPU(), runtime.GOMAXPROCS(0))},
				{"memory", fmt.Sprintf("%s, of which items in work may take %s (--max-memory 75%%)", humanize.IBytes(uint64(memory)), humanize.IBytes(uint64(memory)/4*3))},
				{"open files", files},
				{"progress", progress},
				{"reads", describeFormats()},
				{"writes", describeFormats()},
				{"colour profiles", "kept in " + formatNames(", ", func(f *format.Format) bool { return f.ICC })},
				{"hashes", strings.Join(kdf.Names(), ", ")},
			} {
				if _, err := fmt.Fprintf(sys.Out, "%-16s %s\n", line[0], line[1]); err != nil {
					return err
				}
			}
			return kernelLines(sys)
		},
	}
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
