// Command cluster simulates a run of shards on a cluster whose nodes share a
// file server, and says how long it takes and what it waits for.
//
// It is a discrete simulation of a scheduler that gives the next shard to the
// first node that is free. A shard walks over the names of all files, then does
// its items; the server is shared evenly by the nodes that use it. Nodes differ
// in speed, some shards meet a slow node, and nodes fail. The default figures
// are for photographs.
package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"time"
)

// A model is what is known of a job and a cluster.
type model struct {
	nodes, cores, shards int

	items   float64 // of the whole job
	seconds float64 // of one core for an item
	spread  float64 // standard deviation of that, relative
	longest float64 // seconds of the longest item, which one core does
	bytes   float64 // read and written for an item

	names    float64 // that every shard walks over
	listing  float64 // names a second that one node can list
	metadata float64 // names a second that the server can list
	server   float64 // bytes a second
	link     float64 // bytes a second of one node
	start    float64 // seconds from the scheduler's decision to the first work

	failures float64 // of a node in an hour
	held     float64 // seconds until a lost shard runs again

	partBytes, mergeRate float64 // of one part, and a second
}

func main() {
	m := model{}
	flag.IntVar(&m.nodes, "nodes", 100, "nodes")
	flag.IntVar(&m.cores, "cores", 32, "cores of a node, all of which a shard uses")
	flag.IntVar(&m.shards, "shards", 800, "shards")
	flag.Float64Var(&m.items, "items", 100e6, "items: pictures, or megabytes of CSV")
	flag.Float64Var(&m.seconds, "seconds", 0.011, "`seconds` of one core for an item")
	flag.Float64Var(&m.spread, "spread", 1, "standard deviation of that, relative to it")
	flag.Float64Var(&m.longest, "longest", 1, "`seconds` of the longest item")
	flag.Float64Var(&m.bytes, "bytes", 3.4e6, "`bytes` read and written for an item")
	flag.Float64Var(&m.names, "names", 100e6, "names that every shard walks over")
	flag.Float64Var(&m.listing, "listing", 500e3, "names a second that a node can list")
	flag.Float64Var(&m.metadata, "metadata", 5e6, "names a second that the file server can list")
	flag.Float64Var(&m.server, "server", 20e9, "`bytes` a second that the file server can read and write")
	flag.Float64Var(&m.link, "link", 3e9, "`bytes` a second that a node can read and write")
	flag.Float64Var(&m.start, "start", 2, "`seconds` to start a shard")
	flag.Float64Var(&m.failures, "failures", 1.0/1000, "failures of a node in an hour")
	flag.Float64Var(&m.held, "held", 120+300, "`seconds` until a shard of a failed node runs again")
	flag.Float64Var(&m.partBytes, "part", 20e6, "`bytes` of a part")
	flag.Float64Var(&m.mergeRate, "merge", 300e6, "`bytes` of parts that are merged in a second")
	seed := flag.Uint64("seed", 1, "of the random numbers")
	flag.Parse()
	if m.nodes < 1 || m.cores < 1 || m.shards < 1 {
		fmt.Fprintln(os.Stderr, "cluster: nodes, cores and shards must be above 0")
		os.Exit(2)
	}
	m.print(m.run(rand.New(rand.NewPCG(*seed, 0))))
}

// A result is how a run went, in seconds.
type result struct {
	total, merge       float64
	walk, compute, net float64 // of all nodes, what they were limited by
	idle               float64 // at the end, while the last shards run
	lost               int     // shards of failed nodes
}

// run simulates the run.
func (m *model) run(r *rand.Rand) result {
	free := make([]float64, m.nodes) // when
	speed := make([]float64, m.nodes)
	for i := range speed {
		speed[i] = 1 + 0.05*r.NormFloat64()
	}
	waiting := make([]float64, m.shards) // from when on a shard can run
	var res result
	for len(waiting) > 0 {
		n := 0
		for i := range free {
			if free[i] < free[n] {
				n = i
			}
		}
		begin := math.Max(free[n], waiting[0])
		waiting = waiting[1:]
		walk, compute, net := m.shard(r, speed[n])
		took := m.start + walk + math.Max(compute, net)
		if at := r.ExpFloat64() * 3600 / m.failures; at < took {
			res.lost++
			free[n] = begin + at + 600 // until the node is back
			waiting = append(waiting, begin+at+m.held)
			continue
		}
		res.walk += walk
		if compute >= net {
			res.compute += compute
		} else {
			res.net += net
		}
		free[n] = begin + took
		res.total = math.Max(res.total, free[n])
	}
	for _, at := range free {
		res.idle += math.Max(0, res.total-at)
	}
	res.merge = m.names/m.listing + float64(m.shards)*m.partBytes/m.mergeRate
	res.total += res.merge
	return res
}

// shard returns the seconds of one shard's steps on a node of some speed, with
// its share of the file server.
func (m *model) shard(r *rand.Rand, speed float64) (walk, compute, net float64) {
	active := float64(min(m.nodes, m.shards))
	items := m.items / float64(m.shards)
	work := m.seconds * (items + m.spread*math.Sqrt(items)*r.NormFloat64())
	if r.Float64() < 0.02 { // something else runs there
		speed /= 2
	}
	compute = math.Max(0, work)/float64(m.cores)/speed + m.longest*r.Float64()
	walk = m.names / math.Min(m.listing, m.metadata/active)
	return walk, compute, items * m.bytes / math.Min(m.link, m.server/active)
}

// print prints a result.
func (m *model) print(res result) {
	clock := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)).Round(time.Second) }
	all := float64(m.nodes) * res.total
	share := func(s float64) float64 { return 100 * s / all }
	alone := m.names/m.listing + math.Max(m.items*m.seconds/float64(m.cores), m.items*m.bytes/m.link)
	fmt.Printf("%d shards on %d nodes of %d cores: %v, of which merging takes %v\n", m.shards, m.nodes, m.cores, clock(res.total), clock(res.merge))
	fmt.Printf("one such node alone: %v; %.1f times as fast\n", clock(alone), alone/res.total)
	fmt.Printf("time of the nodes: computing %.0f %%, waiting for the file server %.0f %%, listing names %.0f %%, idle at the end %.0f %%; %d shards lost with their node\n",
		share(res.compute), share(res.net), share(res.walk), share(res.idle), res.lost)
}
