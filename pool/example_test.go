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
