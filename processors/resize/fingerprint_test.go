package resize

import (
	"image/color"
	"reflect"
	"testing"

	"github.com/disintegration/imaging"

	"fanout/processors/resize/format/jpeg"
	"fanout/processors/resize/format/png"
	"fanout/processors/resize/metadata"
)

// What decides what an output holds is in the fingerprint. A new option goes
// into one of the two tables.
func TestOptionsThatDecideTheBytesOfOutputsAreInTheFingerprint(t *testing.T) {
	decide := map[string]any{
		"Filter": imaging.Linear, "Quality": 81, "Background": &color.NRGBA{A: 1}, "AutoOrient": false, "KeepICC": false,
		"Keep": metadata.XMP, "Progressive": true, "FullChroma": true, "FailDamaged": true,
	}
	geometry := map[string]any{
		"Width": 7, "Height": 7, "Fit": Cover, "Position": Position{1, 0}, "LongEdge": 7, "ShortEdge": 7, "Scale": 0.7, "Enlarge": true,
	}
	not := map[string]string{
		"Paths":       "each item's path is in the journal",
		"Output":      "so is its output",
		"Recursive":   "about which items there are",
		"Hidden":      "about which items there are",
		"Include":     "about which items there are",
		"Exclude":     "about which items there are",
		"Name":        "about the name of an output",
		"AllPages":    "each item's page is in the journal",
		"Format":      "the format of the output is in the fingerprint",
		"Geometry":    "each of its fields is",
		"Overwrite":   "about outputs that exist",
		"Update":      "about outputs that exist",
		"Resume":      "about outputs that exist",
		"RetryFailed": "about outputs that exist",
		"Journal":     "about the journal",
		"NoJournal":   "about the journal",
		"Checksum":    "about the journal",
		"LimitPixels": "about which items fail in the plan",
		"Memory":      "no result depends on it",
		"Workers":     "no result depends on it",
		"Shard":       "about which items there are",
		"Since":       "about outputs that exist",
		"Asked":       "about what is said",
		"Unseen":      "about which items there are",
	}
	before := defaults("out", "in").fingerprint(jpeg.Format)
	changes := func(name string, change func(*Options)) {
		t.Helper()
		opt := defaults("out", "in")
		change(opt)
		if opt.fingerprint(jpeg.Format) == before {
			t.Errorf("%s is not in the fingerprint", name)
		}
	}
	options := reflect.TypeFor[Options]()
	for i := range options.NumField() {
		name := options.Field(i).Name
		value, decides := decide[name]
		if decides {
			changes(name, func(o *Options) { reflect.ValueOf(o).Elem().Field(i).Set(reflect.ValueOf(value)) })
		} else if not[name] == "" {
			t.Errorf("%s: does it decide what an output holds?", name)
		}
	}
	shape := reflect.TypeFor[Geometry]()
	for i := range shape.NumField() {
		value := geometry[shape.Field(i).Name]
		if value == nil {
			t.Errorf("Geometry.%s: does it decide what an output holds?", shape.Field(i).Name)
			continue
		}
		changes(shape.Field(i).Name, func(o *Options) { reflect.ValueOf(&o.Geometry).Elem().Field(i).Set(reflect.ValueOf(value)) })
	}
	if defaults("out", "in").fingerprint(png.Format) == before {
		t.Error("the format is not in the fingerprint")
	}
}

func TestFingerprintsTellAllFiltersApart(t *testing.T) {
	seen := map[string]string{}
	for _, name := range FilterNames() {
		opt := defaults("out", "in")
		opt.Filter, _ = ParseFilter(name)
		print := opt.fingerprint(jpeg.Format)
		if other := seen[print]; other != "" {
			t.Errorf("%s and %s are alike", name, other)
		}
		seen[print] = name
	}
}
