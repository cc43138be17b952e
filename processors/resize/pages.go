package resize

import (
	"fmt"
	"slices"
)

// A file of several pages is one item, which stands for its first page, or one
// for each page.

// splitPages replaces the items of files with several pages by one for each
// page.
func (p *Plan) splitPages() {
	several := func(it *Item) bool { return it.Work() && len(it.Facts.Pages) > 1 }
	if !slices.ContainsFunc(p.Items, several) {
		return
	}
	var items []*Item
	for _, it := range p.Items {
		if !several(it) {
			items = append(items, it)
			continue
		}
		for i, facts := range it.Facts.Pages {
			page := *it
			page.Facts, page.page = facts, i+1
			items = append(items, &page)
		}
	}
	p.Items = items
}

// inputBytes is the size of the item's file. That of a file of several items
// counts once, with the first.
func (it *Item) inputBytes() int64 {
	if it.page > 1 {
		return 0
	}
	return it.stamp.Size
}

// onPage returns an error with the item's page, if it is one of several.
func (it *Item) onPage(err error) error {
	if err == nil || it.page == 0 {
		return err
	}
	return fmt.Errorf("page %d: %w", it.page, err)
}

// numbered returns a file name before its extension with the item's page, if it
// is one of several.
func (it *Item) numbered(name string) string {
	if it.page == 0 {
		return name
	}
	return fmt.Sprintf("%s-%d", name, it.page)
}

// Left names what the item leaves out of its file, as "first of 3 pages", or is
// "".
func (it *Item) Left() string {
	switch n := it.Facts.Frames; {
	case n <= 1 || it.animated:
		return ""
	case len(it.Facts.Pages) > 1:
		return fmt.Sprintf("first of %d pages", n)
	default:
		return fmt.Sprintf("first of %d frames", n)
	}
}

// Reduced says what became of samples that no output holds, as "16 bits a
// sample became 8", or is "".
func (it *Item) Reduced() string {
	if it.Facts.Depth <= 8 {
		return ""
	}
	return fmt.Sprintf("%d bits a sample became 8", it.Facts.Depth)
}
