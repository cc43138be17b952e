package cmd

import (
	"fmt"
	"runtime"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/dustin/go-humanize"
)

// look fills in what the machine grants.
func (d *diagnosis) look(sys *IO) {
	d.Processors.Machine = runtime.NumCPU()
	d.Processors.Granted = grantedCPUs(sys.Getenv, runtime.GOMAXPROCS(0))
	if n, err := memlimit.FromSystem(); err == nil {
		d.Memory.Machine = int64(n)
	}
	d.Memory.Granted = grantedMemory(sys.Getenv, availableMemory())
	d.Memory.Budget = d.Memory.Granted / 4 * 3
	if left, _, limited := memoryLeft(); limited {
		d.Memory.Budget = min(d.Memory.Budget, left)
	}
	if n, ok := openFileLimit(); ok {
		d.OpenFiles = n
	}
}

const (
	fewFiles     = 256       // that hold back a run on many files
	littleMemory = 256 << 20 // for all items, in bytes
)

// limits says in words what holds fanout back here.
func (d *diagnosis) limits(sys *IO) []string {
	all := []string{}
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	size := func(n int64) string { return humanize.IBytes(uint64(n)) }
	seen := runtime.GOMAXPROCS(0)
	switch {
	case sys.Getenv("GOMAXPROCS") != "":
		add("GOMAXPROCS=%s is set: %s", sys.Getenv("GOMAXPROCS"), plural(seen, "processor"))
	case seen < d.Processors.Machine:
		add("the container or session (cgroup) grants %d of %s", seen, plural(d.Processors.Machine, "processor"))
	}
	if d.Processors.Granted < seen {
		add("Slurm grants %d of %s to this job", d.Processors.Granted, plural(seen, "processor"))
	}
	available := availableMemory()
	if available < d.Memory.Machine {
		add("the container or session (cgroup) grants %s of %s of memory", size(available), size(d.Memory.Machine))
	}
	if d.Memory.Granted < available {
		add("Slurm grants %s of %s of memory to this job", size(d.Memory.Granted), size(available))
	}
	if left, limit, limited := memoryLeft(); limited && left < d.Memory.Granted/4*3 {
		add("the limit of this process (%s) leaves %s of memory for items in progress", limit, size(left))
	}
	if limit := sys.Getenv("GOMEMLIMIT"); limit != "" {
		add("GOMEMLIMIT=%s is set: memory is collected more often near it", limit)
	}
	if d.Memory.Budget < littleMemory {
		add("little memory: large pictures, and hashes that need much of it, may not fit (--max-memory)")
	}
	if d.OpenFiles > 0 && d.OpenFiles < fewFiles {
		add("few files can be open at a time: allow more (ulimit -n), or use fewer workers (-j) if a run says so")
	}
	return all
}

// describeProgress says how progress is shown here.
func describeProgress(sys *IO) string {
	switch {
	case !sys.ErrTerminal:
		return "plain lines: stderr is not a terminal"
	case sys.Getenv("TERM") == "dumb":
		return "plain lines: TERM is dumb"
	case sys.dumb():
		return "plain lines: CI is set"
	case !sys.unicode():
		return fmt.Sprintf("a bar on %d columns, in ASCII: the locale (LC_ALL, LC_CTYPE, LANG) is not UTF-8", sys.ErrWidth())
	}
	return fmt.Sprintf("a bar on %d columns", sys.ErrWidth())
}

// describeColor says whether messages are colored here, and what decides.
func describeColor(sys *IO) string {
	for _, name := range []string{"NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"} {
		if value := sys.Getenv(name); value != "" {
			return onOff(sys.useColor("auto", sys.ErrTerminal)) + fmt.Sprintf(" (%s=%s is set)", name, value)
		}
	}
	return onOff(sys.useColor("auto", sys.ErrTerminal))
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
