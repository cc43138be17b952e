package pool_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"strings"

	"fanout/pool"
)

// A task is one of several unlike jobs for the CPU.
type task struct {
	kind string
	n    int
}

// mixedTasks does a list of tasks and keeps a line about each.
type mixedTasks struct {
	tasks []task
	lines []string
}

// Chunks hands out one task at a time.
func (m *mixedTasks) Chunks() iter.Seq2[task, error] {
	return func(yield func(task, error) bool) {
		for _, t := range m.tasks {
			if !yield(t, nil) {
				return
			}
		}
	}
}

// NewWorker gives each goroutine a sieve of its own to reuse.
func (m *mixedTasks) NewWorker() pool.Worker[task, string] {
	var sieve []bool
	return func(_ context.Context, t task) (string, error) {
		switch t.kind {
		case "fibonacci":
			return fmt.Sprintf("fibonacci(%d) = %d", t.n, fibonacci(t.n)), nil
		case "primes":
			if len(sieve) <= t.n {
				sieve = make([]bool, t.n+1)
			}
			return fmt.Sprintf("primes up to %d: %d", t.n, countPrimes(sieve[:t.n+1])), nil
		case "hash":
			return fmt.Sprintf("hash, %d rounds: %x", t.n, hashRounds("fanout", t.n)), nil
		}
		panic("no such task: " + t.kind)
	}
}

// Recovered turns a task that panicked into a line like any other.
func (m *mixedTasks) Recovered(t task, err *pool.PanicError) string {
	return fmt.Sprintf("%s(%d) failed: %v", t.kind, t.n, err.Value)
}

// Merge gets the lines in the order of the tasks.
func (m *mixedTasks) Merge(line string) error {
	m.lines = append(m.lines, line)
	return nil
}

func fibonacci(n int) int {
	if n < 2 {
		return n
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

func countPrimes(composite []bool) int {
	clear(composite)
	count := 0
	for i := 2; i < len(composite); i++ {
		if composite[i] {
			continue
		}
		count++
		for j := i * i; j < len(composite); j += i {
			composite[j] = true
		}
	}
	return count
}

func hashRounds(s string, rounds int) []byte {
	sum := []byte(s)
	for range rounds {
		next := sha256.Sum256(sum)
		sum = next[:]
	}
	return sum[:4]
}

// Three unlike tasks, and one that is broken, share the workers. The lines come
// out in the order of the tasks, whichever is done first.
func Example() {
	job := &mixedTasks{tasks: []task{
		{"fibonacci", 25},
		{"primes", 100_000},
		{"hash", 1000},
		{"horoscope", 7},
		{"fibonacci", 10},
		{"primes", 100},
	}}
	stats, err := pool.Run(context.Background(), pool.Options{Workers: 4}, job)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Join(job.lines, "\n"))
	fmt.Printf("%d tasks on %d workers, %d panicked\n",
		stats.Items(), len(stats.Workers), stats.Panics())

	// Output:
	// fibonacci(25) = 75025
	// primes up to 100000: 9592
	// hash, 1000 rounds: 0cfdeb43
	// horoscope(7) failed: no such task: horoscope
	// fibonacci(10) = 55
	// primes up to 100: 25
	// 6 tasks on 4 workers, 1 panicked
}

// A board shows what each worker is at.
type board map[pool.Track]string

// Observe is told of every change.
func (b board) Observe(e pool.Event) {
	switch {
	case e.Track < 0: // the feeder or the merger
	case e.State == pool.Busy:
		b[e.Track] = e.Of.(task).kind
	default:
		b[e.Track] = string(e.State)
	}
}

// An observer sees the run at work. Here the only worker shows its board.
func ExampleObserver() {
	b := board{}
	job := &mixedTasks{tasks: []task{{"fibonacci", 5}, {"primes", 100}}}
	_, err := pool.Run(context.Background(), pool.Options{Workers: 1, Observer: b}, showing{job, b})
	if err != nil {
		fmt.Println(err)
	}

	// Output:
	// at work on fibonacci
	// at work on primes
}

// showing is the job with workers that print what the board shows.
type showing struct {
	*mixedTasks
	board board
}

// NewWorker returns a worker that prints before it works.
func (s showing) NewWorker() pool.Worker[task, string] {
	do := s.mixedTasks.NewWorker()
	return func(ctx context.Context, t task) (string, error) {
		fmt.Println("at work on", s.board[0])
		return do(ctx, t)
	}
}
