package tiff

import (
	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata/ifd"
)

// maxPages bounds the chain of directories, and what is remembered of it.
const maxPages = 1 << 13

// readFacts implements format.Format.ReadFacts. It goes through the chain of
// directories. The picture is the first page that is neither a smaller version
// of another one nor a mask, or the first page of all if there is no such;
// directories outside of the chain (SubIFDs) do not count.
func readFacts(s format.Section) (format.Facts, error) {
	t, off, ok := ifd.Open(s, 0)
	if !ok {
		return format.Facts{}, s.Fail(0, "bad header")
	}
	c := chain{file: s}
	// A chain that loops ends where it comes back to a page already seen.
	seen := map[int64]bool{}
	p := page{directory: directory{fields: make([]ifd.Entry, 0, 24)}}
	for index := 0; off != 0 && !seen[off] && index < maxPages; index++ {
		seen[off] = true
		next, ok := readPage(&p, t, off)
		if index == 0 && !ok {
			return format.Facts{}, s.Fail(4, "directory truncated or outside the file")
		}
		if !ok {
			break
		}
		if c.add(&p, index); c.err != nil {
			return format.Facts{}, c.err
		}
		off = next
	}
	return c.facts()
}

// A chain is what is known of a file's pages.
type chain struct {
	file  format.Section
	pages []format.Facts
	err   error // that of the picture

	// The first secondary page, with its error.
	spare    format.Facts
	spareErr error
	hasSpare bool
}

// add adds a page, which is number index of the chain.
func (c *chain) add(p *page, index int) {
	switch {
	case index == 0 && (p.dng || !p.secondary && !p.sized()):
		c.err = p.fail(c.file, p.complete())
	case !p.sized():
	case !p.secondary:
		facts, err := c.describe(p, index)
		if len(c.pages) == 0 {
			c.err = err
		}
		c.pages = append(c.pages, facts)
	case !c.hasSpare:
		c.spare, c.spareErr = c.describe(p, index)
		c.hasSpare = true
	}
}

// describe returns the facts of a page. With an error, which says why it cannot
// be decoded, they are its size.
func (c *chain) describe(p *page, index int) (format.Facts, error) {
	facts := format.Facts{Width: p.width, Height: p.height, Orientation: p.orientation, Channels: 1, Depth: 1, Page: index}
	facts.AddFrame(p.width, p.height)
	if err := p.complete(); err != nil {
		return facts, p.fail(c.file, err)
	}
	facts.Channels, facts.Depth = p.samples, p.bits
	facts.Palette = p.photometric == photometricIndex && p.samples == 1
	facts.Alpha = p.alpha > 0
	facts.PartBytes = p.partBytes()
	return facts, nil
}

// facts returns those of the file.
func (c *chain) facts() (format.Facts, error) {
	if len(c.pages) == 0 {
		if !c.hasSpare {
			return format.Facts{}, c.file.Fail(0, "no page with a picture")
		}
		if c.spareErr != nil {
			return format.Facts{}, c.spareErr
		}
		return c.spare, nil
	}
	facts := c.pages[0]
	if len(c.pages) > 1 {
		for _, page := range c.pages[1:] {
			facts.AddFrame(page.Width, page.Height)
		}
		facts.Pages = c.pages
	}
	return facts, nil
}
