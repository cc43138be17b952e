package resize

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize/english"

	"fanout/processors"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
)

// An effect says for which outputs a setting counts.
type effect struct {
	setting string // its name in Options
	on      string // what it applies to; "": the formats of which can is true
	// can reports whether it may count for an output of format f, whatever its
	// input; nil: it may for all.
	can func(opt *Options, f *format.Format) bool
	// does reports whether it counts for the item; nil: as can says.
	does func(opt *Options, it *Item) bool
}

// effects are the settings that do not count for all outputs. A plan in which
// one of them can count for none is refused, if it was asked for; that it did
// count for none is said. Not among them are settings about what few pictures
// have, such as damage: it is no surprise that these count for none.
var effects = []effect{
	{setting: "Quality", can: func(_ *Options, f *format.Format) bool { return f.Quality }},
	{setting: "Progressive", can: func(_ *Options, f *format.Format) bool { return f.Planes }},
	{setting: "FullChroma", can: func(_ *Options, f *format.Format) bool { return f.Planes }},
	{
		setting: "Keep", on: "JPEGs that are made from JPEGs",
		can:  func(_ *Options, f *format.Format) bool { return f.Kept != nil },
		does: (*Options).keeps,
	},
	{
		setting: "KeepICC",
		can:     func(opt *Options, f *format.Format) bool { return f.ICC || !opt.KeepICC },
	},
	{
		setting: "Background", on: "pictures that are padded (Contain) and transparent ones that become JPEG or BMP",
		can:  func(opt *Options, f *format.Format) bool { return !f.Alpha || opt.Geometry.contains() },
		does: func(opt *Options, it *Item) bool { return it.layout().pads() || !it.Format.Alpha && !it.Facts.Opaque() },
	},
	{
		setting: "Filter", on: "pictures whose size changes",
		does: func(_ *Options, it *Item) bool {
			w, h := it.Size()
			l := it.layout()
			return l.width != w || l.height != h
		},
	},
	{
		setting: "AllPages", on: "TIFF files of several pages",
		does: func(_ *Options, it *Item) bool { return len(it.Facts.Pages) > 1 || it.page > 0 },
	},
}

// contains reports whether pictures are padded to a box.
func (g *Geometry) contains() bool { return g.Fit == Contain && g.Width > 0 && g.Height > 0 }

// keeps reports whether the item's output carries over other metadata.
func (o *Options) keeps(it *Item) bool {
	return it.Facts.Format == it.Format && it.Format.Kept != nil
}

// keepsNone reports whether the item's output cannot carry over the metadata
// that was asked for.
func (it *Item) keepsNone(opt *Options) bool { return opt.Keep != 0 && !opt.keeps(it) }

// notKept says that of the item, or is "".
func (it *Item) notKept(opt *Options) string {
	if !it.keepsNone(opt) {
		return ""
	}
	return "metadata not kept: only JPEGs that are made from JPEGs carry it over"
}

// asked reports whether the user has asked for the setting.
func (o *Options) asked(setting string) bool { return o.Asked[setting] }

// scope returns what the effect applies to, in words.
func (e *effect) scope(opt *Options, name func(string) string) string {
	if e.on != "" {
		return strings.Replace(e.on, "Contain", name("Contain"), 1)
	}
	var labels []string
	for _, f := range formats.All {
		if e.can(opt, f) {
			labels = append(labels, f.Label)
		}
	}
	return english.WordSeries(labels, "and")
}

// A NoEffectError is a setting that was asked for and can count for no output.
type NoEffectError struct {
	Setting string
	effect  *effect
	opt     *Options
	format  *format.Format // of all outputs
}

func (e *NoEffectError) Error() string { return processors.Neutral(e) }

// Misfit implements [processors.Misfit].
func (e *NoEffectError) Misfit() string { return e.Setting }

// Explain implements [processors.Explainer].
func (e *NoEffectError) Explain(name func(string) string) (message, hint string) {
	hint = fmt.Sprintf("leave out %s, or choose another format", name(e.Setting))
	return fmt.Sprintf("%s applies to %s, but every output is %s", name(e.Setting), e.effect.scope(e.opt, name), e.format.Label), hint
}

// checkEffects refuses settings that were asked for and can count for no
// output, if all are of format f.
func (o *Options) checkEffects(f *format.Format) error {
	if f == nil {
		return nil
	}
	for i := range effects {
		if e := &effects[i]; o.asked(e.setting) && e.can != nil && !e.can(o, f) {
			return &NoEffectError{Setting: e.setting, effect: e, opt: o, format: f}
		}
	}
	return nil
}

// An effectSet has a bit for each of the effects.
type effectSet uint64

// effectsOn returns the settings that count for the item's output.
func (o *Options) effectsOn(it *Item) (set effectSet) {
	for i := range effects {
		switch e := &effects[i]; {
		case !o.asked(e.setting):
		case e.can != nil && !e.can(o, it.Format), e.does != nil && !e.does(o, it):
		default:
			set |= 1 << i
		}
	}
	return set
}

// Foreseen returns of a plan what is known of a run's total before it: what
// settings count for.
func (p *Plan) Foreseen(opt *Options) (t Total) {
	for _, it := range p.Items {
		if it.hasResult() {
			c := counts{notKept: it.keepsNone(opt), effects: opt.effectsOn(it)}
			t.addSettings(&c)
		}
	}
	return t
}

// addSettings counts what settings count for.
func (t *Total) addSettings(c *counts) {
	t.outputs++
	t.effects |= c.effects
	if c.notKept {
		t.NotKept++
	}
}

// NoEffects says which settings that were asked for have counted for none of
// the outputs of t. It calls settings as name does.
func (o *Options) NoEffects(t *Total, name func(string) string) (lines []string) {
	if t.outputs == 0 {
		return nil
	}
	for i := range effects {
		if e := &effects[i]; o.asked(e.setting) && t.effects&(1<<i) == 0 {
			lines = append(lines, fmt.Sprintf("%s had no effect: it applies to %s", name(e.setting), e.scope(o, name)))
		}
	}
	return lines
}
