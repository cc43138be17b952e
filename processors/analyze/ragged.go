package analyze

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"fanout/processors/analyze/hint"
)

// fieldCounts counts the records with too few or too many fields by how many
// they have. It keeps the counts for those maxFieldCounts numbers of fields
// that are nearest to the right one. Which these are depends on the records
// only, not on their order: what has once been left out has as many nearer ones
// for good.
type fieldCounts struct {
	usual  int // the right number of fields
	total  int64
	counts map[int]int64
}

// maxFieldCounts limits the memory for hostile files.
const maxFieldCounts = 64

// add counts n records with so many fields.
func (c *fieldCounts) add(fields int, n int64) {
	c.total += n
	if c.counts == nil {
		c.counts = map[int]int64{}
	}
	c.counts[fields] += n
	if len(c.counts) > maxFieldCounts {
		delete(c.counts, c.farthest())
	}
}

// farthest returns the number of fields that is farthest from the right one.
func (c *fieldCounts) farthest() (fields int) {
	most := -1
	for n := range c.counts {
		if d := c.distance(n); d > most {
			fields, most = n, d
		}
	}
	return fields
}

// distance ranks numbers of fields: no two have the same.
func (c *fieldCounts) distance(fields int) int {
	if fields > c.usual {
		return 2 * (fields - c.usual)
	}
	return 2*(c.usual-fields) + 1
}

// merge adds what o has counted.
func (c *fieldCounts) merge(o *fieldCounts) {
	if o.total == 0 {
		return
	}
	c.usual = o.usual
	total := c.total + o.total
	for fields, n := range o.counts {
		c.add(fields, n)
	}
	c.total = total // also what o has left out
}

// frequent returns the numbers of fields, the most frequent first.
func (c *fieldCounts) frequent() []int {
	var list []int
	for fields := range c.counts {
		list = append(list, fields)
	}
	slices.SortFunc(list, func(a, b int) int {
		if d := c.counts[b] - c.counts[a]; d != 0 {
			return int(max(-1, min(1, d)))
		}
		return a - b
	})
	return list
}

// raggedHints says what is to be known of records with too few or too many
// fields: how many they are, and what may be the cause if most are alike. To
// leave them out is advised for one in ten at most: rather many of them mean
// that the file was taken for something that it is not.
func (r *reading) raggedHints(policy BadRows) []hint.Hint {
	c := &r.merged.misfits
	rows := r.merged.rows + r.merged.badRows
	if c.total == 0 || rows == 0 {
		return nil
	}
	h := hint.Hint{Kind: "ragged_rows", Count: c.total, Of: rows}
	frequent := c.frequent()
	alike := 10*c.counts[frequent[0]] >= 9*c.total
	switch {
	case alike && 2*c.total > rows:
		h.Text = r.misfit(c, frequent[0], rows)
		return []hint.Hint{h}
	case alike:
		h.Text = fmt.Sprintf("%s %s instead of %d", share(c.total, rows), plural(frequent[0], "field"), c.usual)
	default:
		h.Text = share(c.total, rows) + " too few or too many fields"
	}
	switch {
	case policy == Skip:
		h.Text += " and were left out"
		if c.total == 1 {
			h.Text = strings.Replace(h.Text, " and were ", " and was ", 1)
		}
	case 10*c.total <= rows:
		h.Settings, h.Remedy = badRows(Skip), "leaves them out"
	default:
		h.Settings, h.Remedy = badRows(Abort), "names the first of them"
	}
	return []hint.Hint{h}
}

// badRows returns the settings for a policy.
func badRows(policy BadRows) []hint.Setting {
	return []hint.Setting{{Name: "BadRows", Value: BadRowNames[policy]}}
}

// misfit says that most rows have so many fields, and what that may come from.
func (r *reading) misfit(c *fieldCounts, fields int, rows int64) string {
	text := fmt.Sprintf("%s %s, ", share(c.total, rows), plural(fields, "field"))
	what, cause := "the header", ""
	if !r.dataset.hasHeader {
		what = "the first record"
	}
	switch {
	case c.usual == 1:
		cause = ": it may be a title"
	case fields == c.usual+1 && r.dataset.hasHeader:
		cause = ": a name may be missing, or a field has a delimiter in it"
	case fields == 1:
		cause = ": the delimiter may be another one"
	case r.dataset.hasHeader:
		cause = ": names and values may not belong together"
	}
	return fmt.Sprintf("%s%s has %d%s", text, what, c.usual, cause)
}

// share begins a sentence about n of all rows.
func share(n, rows int64) string {
	verb := "have"
	if n == 1 {
		verb = "has"
	}
	switch {
	case n == rows && n == 1:
		return "the only row has"
	case n == rows:
		return fmt.Sprintf("all %s rows have", humanize.Comma(n))
	}
	return fmt.Sprintf("%s of %s rows %s", humanize.Comma(n), humanize.Comma(rows), verb)
}
