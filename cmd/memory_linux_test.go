package cmd_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A seeker looks for passwords in the memory of the program. All of them hold
// one text that is nowhere else.
type seeker struct {
	stem    string
	needles []needle
}

// A needle is a form in which a password may lie in memory.
type needle struct {
	form string
	text []byte
}

// newSeeker returns a seeker whose text repeats four letters: eight bytes of
// it, wherever they begin, are one of four.
func newSeeker() *seeker {
	letters := []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
	rand.Shuffle(len(letters), func(i, j int) { letters[i], letters[j] = letters[j], letters[i] })
	s := &seeker{stem: strings.Repeat(string(letters[:4]), 5)}
	for _, pad := range []byte{0, 0x36, 0x5c} { // those of HMAC (RFC 2104)
		for i := range 4 {
			part := []byte(s.stem[i : i+8])
			for j := range part {
				part[j] ^= pad
			}
			s.add(fmt.Sprintf("text xor %#x", pad), bytes.Clone(part))
			slices.Reverse(part) // as words of 32 or 64 bits
			s.add(fmt.Sprintf("words xor %#x", pad), part)
		}
	}
	s.add("UTF-16, little endian", []byte(spread(s.stem[:8], "%c\x00")))
	s.add("UTF-16, big endian", []byte(spread(s.stem[:8], "\x00%c")))
	return s
}

func (s *seeker) add(form string, text []byte) { s.needles = append(s.needles, needle{form, text}) }

func spread(text, format string) (wide string) {
	for _, c := range text {
		wide += fmt.Sprintf(format, c)
	}
	return wide
}

// password returns the password at i.
func (s *seeker) password(i int) string { return fmt.Sprintf("%s%04d", s.stem, i) }

// list returns n lines, each by a format that takes the password and a number.
func (s *seeker) list(n int, format string) []byte {
	var text []byte
	for i := range n {
		text = fmt.Appendf(text, format+"\n", s.password(i), i)
	}
	return text
}

// A find says in which form a password lies in memory, and where.
type find struct{ form, place string }

// look returns what a process has of passwords in its memory.
func (s *seeker) look(t *testing.T, pid int) (found []find) {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Skip("the memory of another process cannot be looked at here:", err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Skip("the memory of another process cannot be looked at here:", err)
	}
	defer mem.Close()
	read := 0
	for line := range strings.Lines(string(maps)) {
		var from, to int64
		var mode string
		if strings.Contains(line, "[v") { // the kernel's own
			continue
		}
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &mode); err != nil {
			t.Fatal(line, err)
		}
		if mode[0] != 'r' {
			continue
		}
		for part := range present(pid, from, to) {
			text := make([]byte, part[1]-part[0])
			n, _ := mem.ReadAt(text, part[0])
			read += n
			found = append(found, s.in(text[:n], strings.TrimSpace(line), part[0])...)
		}
	}
	if read < 1<<20 {
		t.Fatalf("only %d bytes could be read", read)
	}
	return found
}

// mustFindNothing fails the test for what look returns.
func (s *seeker) mustFindNothing(t *testing.T, pid int) {
	t.Helper()
	for _, f := range s.look(t, pid) {
		t.Errorf("%s, %s", f.form, f.place)
	}
}

// in returns the forms that are in text, each with its first place.
func (s *seeker) in(text []byte, mapping string, from int64) (found []find) {
	for _, n := range s.needles {
		i := bytes.Index(text, n.text)
		if i < 0 || slices.ContainsFunc(found, func(f find) bool { return f.form == n.form }) {
			continue
		}
		a, b := max(0, i-64), min(len(text), i+64)
		place := fmt.Sprintf("%d times, at %#x of %s: %q", bytes.Count(text, n.text), from+int64(i), mapping, text[a:b])
		found = append(found, find{n.form, place})
	}
	return found
}

// present yields the parts of a mapping that are in memory: most of what Go
// maps is not, and would take minutes to read.
func present(pid int, from, to int64) func(func([2]int64) bool) {
	return func(yield func([2]int64) bool) {
		const entry, most = 8, 4 << 20
		pages := int64(os.Getpagesize())
		flags, err := os.Open(fmt.Sprintf("/proc/%d/pagemap", pid))
		if err != nil {
			yield([2]int64{from, to})
			return
		}
		defer flags.Close()
		b := make([]byte, (to-from)/pages*entry)
		n, _ := flags.ReadAt(b, from/pages*entry)
		begin := int64(-1)
		for i := int64(0); i <= int64(n/entry); i++ {
			const swappedOrPresent = 0xc0
			at := from + i*pages
			in := int(i) < n/entry && b[i*entry+entry-1]&swappedOrPresent != 0
			if begin >= 0 && (!in || at-begin >= most) {
				// Eight bytes may lie across two parts.
				if !yield([2]int64{begin, min(at+entry, to)}) {
					return
				}
				begin = -1
			}
			if in && begin < 0 {
				begin = at
			}
		}
	}
}

var (
	rowLine     = regexp.MustCompile(`^fanout: (done|failed): `)
	summaryLine = regexp.MustCompile(` (resized|hashed|analyzed|match).*, in `)
)

// atItsEnd runs fanout hash until it has said how it has ended, and calls look
// with its process while that waits for somebody to read the JSON summary.
func atItsEnd(t *testing.T, stdin io.Reader, look func(*os.Process), args ...string) {
	t.Helper()
	atItsEndAfter(t, func(*os.Process) {}, stdin, look, args...)
}

// atItsEndAfter is atItsEnd, and calls began when the first row is done.
func atItsEndAfter(t *testing.T, began func(*os.Process), stdin io.Reader, look func(*os.Process), args ...string) {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	fillPipe(t, in)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program)
	c.Args = append([]string{"fanout", "hash", "--summary-json", "-"}, args...)
	c.Stdin, c.Stdout = stdin, in
	// What a thread has in its registers when another interrupts it stays on
	// its signal stack: that is chance.
	c.Env = append(os.Environ(), "GODEBUG=asyncpreemptoff=1")
	if os.Getuid() != 0 { // root of a namespace may look into what is in it
		c.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
	messages, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Skip(err)
	}
	in.Close()
	defer c.Wait()
	defer c.Process.Kill()
	said := ""
	for lines := bufio.NewScanner(messages); lines.Scan(); {
		said += lines.Text() + "\n"
		switch {
		case rowLine.MatchString(lines.Text()):
			began(c.Process)
			began = func(*os.Process) {}
		case summaryLine.MatchString(lines.Text()):
			look(c.Process)
			return
		}
	}
	t.Fatalf("%q ended without a summary:\n%s", args, said)
}

// fillPipe writes to a pipe until nothing else goes in.
func fillPipe(t *testing.T, w *os.File) {
	t.Helper()
	fd := int(w.Fd()) // makes it blocking
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	for b := make([]byte, 4096); len(b) > 0; {
		if _, err := unix.Write(fd, b); err == unix.EAGAIN {
			b = b[:len(b)/2]
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.SetNonblock(fd, false); err != nil {
		t.Fatal(err)
	}
}

func TestPasswordsInMemoryAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector lays out memory in another way")
	}
	s := newSeeker()
	turned := []byte(s.stem)
	slices.Reverse(turned)
	held := []string{spread(s.stem, "%c\x00"), string(turned)}
	found := s.look(t, os.Getpid())
	for _, form := range []string{"text xor 0x0", "words xor 0x0", "UTF-16, little endian", "UTF-16, big endian"} {
		if !slices.ContainsFunc(found, func(f find) bool { return f.form == form }) {
			t.Errorf("no %s, only %q", form, found)
		}
	}
	runtime.KeepAlive(held)
}
