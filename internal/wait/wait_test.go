package wait

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

var errStop = errors.New("stop")

// stopping returns a context that ends after d because of errStop.
func stopping(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithCancelCause(t.Context())
	timer := time.AfterFunc(d, func() { cancel(errStop) })
	t.Cleanup(func() { timer.Stop(); cancel(nil) })
	return ctx
}

func TestForReturnsWhatIsDoneInTime(t *testing.T) {
	got, err := For(t.Context(), func() (int, error) { return 7, io.EOF })
	if got != 7 || err != io.EOF {
		t.Error(got, err)
	}
}

func TestForPanicsAsWhatItWaitsFor(t *testing.T) {
	defer func() {
		if v := recover(); v != errStop {
			t.Errorf("panic with %v", v)
		}
	}()
	_, err := For(t.Context(), func() (int, error) { panic(errStop) })
	t.Error("no panic", err)
}

func TestForDoesNotWaitForWhatDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan bool)
		defer close(release)
		begin := time.Now()
		_, err := For(stopping(t, time.Minute), func() (bool, error) { return <-release, nil })
		if err != errStop || time.Since(begin) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

func TestPatientlyLeavesTimeToEndByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := stopping(t, time.Minute)
		begin := time.Now()
		_, err := Patiently(ctx, func() (bool, error) {
			<-ctx.Done()
			time.Sleep(Grace / 2)
			return true, io.EOF
		})
		if err != io.EOF {
			t.Errorf("%v, though it ended in time", err)
		}
		release := make(chan bool)
		defer close(release)
		_, err = Patiently(ctx, func() (bool, error) { return <-release, nil })
		if err != errStop || time.Since(begin) != time.Minute+Grace+Grace/2 {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestWriterWritesOnAfterTheEndUntilOneWriteIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan bool)
		defer close(release)
		var got bytes.Buffer
		w := NewWriter(stopping(t, time.Minute), writerFunc(func(p []byte) (int, error) {
			if string(p) == "stuck" {
				<-release
			}
			return got.Write(p)
		}))
		time.Sleep(time.Hour) // the context is done
		if _, err := io.WriteString(w, "message\n"); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		for range 3 {
			if n, err := io.WriteString(w, "stuck"); n != 0 || err != errStop {
				t.Errorf("%d, %v", n, err)
			}
		}
		if _, err := io.WriteString(w, "more\n"); err != errStop || got.String() != "message\n" {
			t.Errorf("%v, written %q", err, &got)
		}
		if d := time.Since(begin); d != Grace {
			t.Errorf("all that took %v", d)
		}
	})
}

func TestWriterWaitsAsLongAsItsContextLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWriter(stopping(t, time.Hour), writerFunc(func(p []byte) (int, error) {
			time.Sleep(time.Minute)
			return len(p), io.ErrShortWrite
		}))
		if n, err := io.WriteString(w, "slow"); n != 4 || err != io.ErrShortWrite {
			t.Error(n, err)
		}
	})
}

// The caller may use its buffer again at once.
func TestStuckWriteKeepsItsText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release, got := make(chan bool), make(chan string, 1)
		w := NewWriter(stopping(t, time.Minute), writerFunc(func(p []byte) (int, error) {
			<-release
			got <- string(p)
			return len(p), nil
		}))
		p := []byte("text")
		if _, err := w.Write(p); err != errStop {
			t.Error(err)
		}
		copy(p, "XXXX")
		close(release)
		if s := <-got; s != "text" {
			t.Errorf("%q was written", s)
		}
	})
}
