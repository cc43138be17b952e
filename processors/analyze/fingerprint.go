package analyze

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"fanout/chunker"
	"fanout/internal/inputs"
)

// partVersion is raised with a change of what parts hold, or of the results for
// the same input and options: parts of other versions are not merged.
const partVersion = 1

// Fingerprint returns a digest of all that results depend on: the files, by
// name, size and time, and the options of NewPlan. How files are read follows
// from these. Parts of plans that differ do not belong together.
func (p *Plan) Fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "analyze %d %d\n%#v\n", partVersion, p.unit, p.options)
	for _, s := range p.Sources {
		stamp := s.Stamp()
		fmt.Fprintf(h, "%q %d %d\n", s.Name, stamp.Size, stamp.ModTime.UnixNano())
	}
	return hex.EncodeToString(h.Sum(nil))
}

// deciding returns the options that decide about results, besides the files.
func deciding(o Options) Options {
	o.Source.Paths, o.Source.Stdin, o.Source.Memory = nil, nil, 0
	o.Shards, o.Shard, o.ChunkSize, o.Workers = false, chunker.Shard{}, 0, 0
	return o
}

// An Input is a file of a plan.
type Input struct {
	Name string
	inputs.Stamp
}

// Inputs returns the files of the plan.
func (p *Plan) Inputs() []Input {
	list := make([]Input, len(p.Sources))
	for i, s := range p.Sources {
		list[i] = Input{s.Name, s.Stamp()}
	}
	return list
}
