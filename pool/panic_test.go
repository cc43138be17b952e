package pool

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func badHuffmanCode() { panic("bad huffman code") }

func TestPanicCostsOneChunkAndTheWorkersScratch(t *testing.T) {
	for _, workers := range []int{1, 3} {
		var got []string
		made := 0
		stats, err := Run(t.Context(), Options{Workers: workers}, &fakeJob[int, string]{
			chunks: count(100),
			newWorker: func() Worker[int, string] {
				made++
				dirty := false
				return func(_ context.Context, c int) (string, error) {
					if dirty {
						t.Error("a Worker was used again after its panic")
					}
					if c%10 == 4 {
						dirty = true
						badHuffmanCode()
					}
					return fmt.Sprint(c), nil
				}
			},
			recovered: func(c int, err *PanicError) string {
				if err.Value != "bad huffman code" || err.Goexit || err.Func != "Worker" {
					t.Errorf("%+v", err)
				}
				if !strings.Contains(string(err.Stack), "badHuffmanCode") {
					t.Errorf("the stack does not show where it happened:\n%s", err.Stack)
				}
				return fmt.Sprintf("%d: %v", c, err)
			},
			merge: collect(&got),
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range got {
			want := fmt.Sprint(i)
			if i%10 == 4 {
				want += ": panic in Worker: bad huffman code"
			}
			if r != want {
				t.Errorf("result %d is %q, want %q", i, r, want)
			}
		}
		if len(got) != 100 || stats.Items() != 100 || stats.Panics() != 10 {
			t.Errorf("%d results, %d items, %d panics", len(got), stats.Items(), stats.Panics())
		}
		if made < 11 || made > 10+workers {
			t.Errorf("%d Workers made for %d goroutines and 10 panics", made, workers)
		}
	}
}

func TestGoexitCostsOneChunkAndTheGoroutine(t *testing.T) {
	for _, workers := range []int{1, 3} {
		var got []int
		stats, err := Run(t.Context(), Options{Workers: workers}, &fakeJob[int, int]{
			chunks: count(100),
			work: func(_ context.Context, c int) (int, error) {
				if c%10 == 9 {
					runtime.Goexit()
				}
				return c, nil
			},
			recovered: func(c int, err *PanicError) int {
				if !err.Goexit || err.Value != nil || err.Error() != "runtime.Goexit in Worker" {
					t.Errorf("%+v", err)
				}
				return c
			},
			merge: collect(&got),
		})
		if err != nil {
			t.Fatal(err)
		}
		checkCount(t, got, 100)
		if stats.Items() != 100 || stats.Panics() != 10 {
			t.Errorf("%d items, %d panics", stats.Items(), stats.Panics())
		}
	}
}

func TestPanicOfNilIsNotTakenForGoexit(t *testing.T) {
	_, err := Run(t.Context(), Options{}, &fakeJob[int, int]{
		chunks: count(1),
		work:   func(context.Context, int) (int, error) { panic(nil) },
		recovered: func(_ int, err *PanicError) int {
			if err.Goexit {
				t.Error("Goexit is set")
			}
			return 0
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// iffyJob is a Job whose functions can each be made to fail.
type iffyJob struct {
	fakeJob[int, iffyResult]
	chunksCall func()
}

type iffyResult struct{ weigh func() }

func (r iffyResult) Weight() int64 { r.weigh(); return 1 }

func (j *iffyJob) Chunks() iter.Seq2[int, error] {
	if j.chunksCall != nil {
		j.chunksCall()
	}
	return j.chunks
}

// A breakage makes one function of a job fail.
type breakage struct {
	name   string
	fun    string // PanicError.Func
	merged int    // results merged before it
	breaks func(j *iffyJob)
}

// breakages returns the functions other than a Worker that can fail; end is
// how.
func breakages(end func()) []breakage {
	nothing := func() {}
	return []breakage{
		{"call of Chunks", "Chunks", 0, func(j *iffyJob) { j.chunksCall = end }},
		{"loop of Chunks", "Chunks", 5, func(j *iffyJob) {
			j.chunks = func(yield func(int, error) bool) {
				for i := range 5 {
					yield(i, nil)
				}
				end()
			}
		}},
		{"first NewWorker", "NewWorker", 0, func(j *iffyJob) {
			j.newWorker = func() Worker[int, iffyResult] { end(); return nil }
		}},
		{"NewWorker after a panic", "NewWorker", 5, func(j *iffyJob) {
			var made bool
			j.newWorker = func() Worker[int, iffyResult] {
				if made {
					end()
				}
				made = true
				return func(ctx context.Context, c int) (iffyResult, error) {
					if c == 4 {
						panic("first")
					}
					return iffyResult{nothing}, nil
				}
			}
			j.recovered = func(int, *PanicError) iffyResult { return iffyResult{nothing} }
		}},
		{"Recovered", "Recovered", 5, func(j *iffyJob) {
			j.work = func(ctx context.Context, c int) (iffyResult, error) {
				if c == 5 {
					end()
				}
				return iffyResult{nothing}, nil
			}
			j.recovered = func(int, *PanicError) iffyResult { end(); return iffyResult{} }
		}},
		{"Weight of a result", "Weight", 5, func(j *iffyJob) {
			j.work = func(ctx context.Context, c int) (iffyResult, error) {
				if c == 5 {
					return iffyResult{end}, nil
				}
				return iffyResult{nothing}, nil
			}
		}},
	}
}

// Only a Worker's panic concerns one chunk alone. Any other is the error of the
// run, after the chunks before it are merged.
func TestPanicAndGoexitOutsideWorkersAreTheErrorOfTheRun(t *testing.T) {
	for _, how := range []struct {
		name string
		end  func()
	}{{"panic", badHuffmanCode}, {"Goexit", runtime.Goexit}} {
		for _, tt := range breakages(how.end) {
			t.Run(tt.name+", "+how.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					merged := 0
					job := &iffyJob{fakeJob: fakeJob[int, iffyResult]{
						chunks: count(10),
						work: func(context.Context, int) (iffyResult, error) {
							return iffyResult{func() {}}, nil
						},
						merge: func(iffyResult) error { merged++; return nil },
					}}
					tt.breaks(job)
					// One worker, so that the NewWorker that fails is known.
					_, err := Run(t.Context(), Options{Workers: 1}, job)
					checkPanicError(t, err, tt.fun, how.name == "Goexit")
					if merged != tt.merged {
						t.Errorf("%d results merged, want %d", merged, tt.merged)
					}
				})
			})
		}
	}
}

func checkPanicError(t *testing.T, err error, fun string, goexit bool) {
	t.Helper()
	var p *PanicError
	if !errors.As(err, &p) {
		t.Fatalf("error %v, want a *PanicError", err)
	}
	if p.Func != fun || p.Goexit != goexit || (p.Value == nil) != goexit || len(p.Stack) == 0 {
		t.Errorf("%+v, want Func %s, Goexit %t", p, fun, goexit)
	}
}

func TestNewWorkerThatReturnsNilIsTheErrorOfTheRun(t *testing.T) {
	_, err := Run(t.Context(), Options{Workers: 2}, &fakeJob[int, int]{chunks: count(3)})
	checkPanicError(t, err, "NewWorker", false)
}

func TestPanicInMergeIsTheErrorOfTheRun(t *testing.T) {
	_, err := Run(t.Context(), Options{Workers: 2}, &fakeJob[int, int]{
		chunks: count(3),
		work:   same,
		merge:  func(int) error { badHuffmanCode(); return nil },
	})
	checkPanicError(t, err, "Merge", false)
}

// As t.FailNow does.
func TestGoexitInMergeEndsTheCallerOnceTheWorkersHaveEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var inside atomic.Int64
		left := make(chan int64)
		go func() {
			defer func() { left <- inside.Load() }()
			Run(t.Context(), Options{Workers: 4}, &fakeJob[int, int]{
				chunks: count(100),
				work: func(ctx context.Context, c int) (int, error) {
					inside.Add(1)
					defer inside.Add(-1)
					if c > 0 {
						<-ctx.Done()
						time.Sleep(time.Second)
					}
					return c, nil
				},
				merge: func(int) error { runtime.Goexit(); return nil },
			})
			t.Error("Run returned")
		}()
		if n := <-left; n != 0 {
			t.Errorf("%d Workers still run", n)
		}
	})
}

func TestPanicInChunksAfterItsErrorDoesNotReplaceTheError(t *testing.T) {
	bad := errors.New("read error")
	_, err := Run(t.Context(), Options{}, &fakeJob[int, int]{
		chunks: func(yield func(int, error) bool) {
			defer badHuffmanCode()
			yield(0, bad)
		},
	})
	if err != bad {
		t.Fatal(err)
	}
}

func TestPanicInChunksAfterRunIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := errors.New("disk full")
		release := make(chan bool)
		_, err := Run(t.Context(), Options{}, &fakeJob[int, int]{
			chunks: func(yield func(int, error) bool) {
				yield(0, nil)
				<-release
				badHuffmanCode() // would end the process
			},
			work:  same,
			merge: func(int) error { return bad },
		})
		if err != bad {
			t.Fatal(err)
		}
		close(release)
	})
}
