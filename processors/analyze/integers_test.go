package analyze

import (
	"testing"

	"fanout/processors/analyze/profile"
)

// Floats hold no odd integers above 2^53.
func TestQuantilesOfLongIntegersAreIntegers(t *testing.T) {
	const text = "v\n9007199254740993\n9007199254740995\n9007199254740997\n-123456789012345678901234567891\n123456789012345678901234567893\n"
	for _, exactly := range []bool{false, true} {
		c := analyzeText(t, text, func(o *Options) {
			o.Profile.Exact = exactly
			o.Profile.Quantiles, _ = profile.ParseQuantiles("0,25,50,75,87.5,100")
		}).Columns[0]
		want := map[string]string{
			"0": "-123456789012345678901234567891", "25": "9007199254740993", "50": "9007199254740995",
			"75": "9007199254740997", "87.5": "61728394506177343050244654445", "100": "123456789012345678901234567893",
		}
		for _, q := range c.Quantiles {
			if q.Value.Text != want[q.Name] {
				t.Errorf("quantile %s is %s, want %s", q.Name, q.Value.Text, want[q.Name])
			}
		}
		if c.Type != profile.Integer || !*c.QuantilesExact || c.QuantilesError.Text != "0" {
			t.Errorf("%s, exact %v, error %s", c.Type, *c.QuantilesExact, c.QuantilesError.Text)
		}
	}
}

// Beyond the exact regime only their floats are known, without a further
// reading.
func TestQuantilesOfManyLongIntegersSayHowFarOffTheyAre(t *testing.T) {
	const text = "v\n9007199254740993\n9007199254740995\n9007199254740997\n"
	for _, exactly := range []bool{false, true} {
		c := analyzeText(t, text, func(o *Options) { o.Profile.Exact, o.Profile.MaxDistinct = exactly, 2 }).Columns[0]
		want := map[bool]string{false: "4", true: "0"}[exactly]
		if *c.QuantilesExact != exactly || c.QuantilesError.Text != want || exactly && c.Quantiles[1].Value.Text != "9007199254740995" {
			t.Errorf("exact %v, error %s, %v", *c.QuantilesExact, c.QuantilesError.Text, c.Quantiles)
		}
	}
	c := analyzeText(t, "v\n-9007199254740992\n9007199254740992\n5\n", func(o *Options) { o.Profile.MaxDistinct = 2 }).Columns[0]
	if !*c.QuantilesExact || c.QuantilesError.Text != "0" {
		t.Errorf("integers that floats hold: exact %v, error %s", *c.QuantilesExact, c.QuantilesError.Text)
	}
}
