package analyze

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"fanout/internal/inputs"
)

// partVersion is raised with a change of what parts hold, or of the results for
// the same input and options: parts of other versions are not merged.
const partVersion = 1

// Fingerprint returns a digest of all that results depend on: the files, how
// they are read, and the options of NewPlan. Parts of plans that differ do not
// belong together.
func (p *Plan) Fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "analyze %d %d\n%#v\n", partVersion, p.unit, p.options)
	for _, s := range p.Sources {
		s.WriteIdentity(h)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// deciding returns the options that decide about results, besides the files.
func deciding(o Options) Options {
	o.Source.Paths, o.Source.Stdin, o.Source.Memory = nil, nil, 0
	o.Shards, o.ChunkSize, o.Workers = false, 0, 0
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
