package hash

import (
	"fanout/processors/hash/preset"
	"fanout/processors/hash/source"
)

// A screen tells which rows of a list are hashed. It sees them in their order.
type screen struct {
	checker rowChecker
	planner *preset.Planner // nil: no preset
}

// newScreen returns the screen of a list whose columns are those, as far as
// they are known.
func newScreen(opt *Options, columns []string) *screen {
	s := &screen{checker: rowChecker{trial: encoder{opt: opt}}}
	if opt.Preset != nil {
		s.planner = opt.Preset.NewPlanner(columns)
	}
	return s
}

// row returns what is hashed for a password, or why it cannot be hashed, or be
// written after that.
func (s *screen) row(l *source.Record) (password []byte, err error) {
	switch {
	case s.planner != nil:
		return s.planner.Row(l)
	case l.Err != nil:
		return nil, l.Err
	}
	return l.Password, s.checker.check(l)
}
