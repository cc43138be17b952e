package files

import (
	"testing"

	"golang.org/x/sys/unix"
)

func TestAProcessThatIsOnlyWaitedForIsDead(t *testing.T) {
	cmd := childCommand(t, "quit", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	defer cmd.Wait()
	o := thisProcess()
	o.pid = cmd.Process.Pid
	o.start, _ = startOf(o.pid)
	if err := unix.Waitid(unix.P_PID, o.pid, nil, unix.WEXITED|unix.WNOWAIT, nil); err != nil {
		t.Skip(err)
	}
	if got := lifeOf(o); got != dead {
		t.Errorf("%v, want dead", got)
	}
}
