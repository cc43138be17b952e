package resize

import (
	"path/filepath"

	"fanout/processors"
)

// A Record is the report line of one item. Sizes are in pixels as the picture
// is seen, upright; nothing in it depends on timing.
type Record struct {
	processors.Outcome
	Output       string `json:"output,omitempty"`
	OutputBase64 string `json:"output_base64,omitempty"` // where Output cannot hold its bytes

	Page         int     `json:"page,omitempty"` // from 1 on, of a file of several items
	Format       string  `json:"format,omitempty"`
	Width        int     `json:"width,omitempty"`
	Height       int     `json:"height,omitempty"`
	Frames       int     `json:"frames,omitempty"`
	Bytes        int64   `json:"bytes,omitempty"`
	OutputFormat string  `json:"output_format,omitempty"`
	OutputWidth  int     `json:"output_width,omitempty"`
	OutputHeight int     `json:"output_height,omitempty"`
	OutputFrames int     `json:"output_frames,omitempty"`
	OutputBytes  int64   `json:"output_bytes,omitempty"`
	ICC          iccFate `json:"icc,omitempty"`
}

// notes returns what is worth knowing of an item that is done.
func (r *Result) notes(opt *Options) []string {
	notes := r.found.Notes
	for _, note := range []string{r.item.Left(), r.item.Reduced(), r.item.notKept(opt)} {
		if note != "" {
			notes = append(notes[:len(notes):len(notes)], note)
		}
	}
	return notes
}

// record returns the report line of r; root is the output folder.
func (r *Result) record(opt *Options, root string) *Record {
	it := r.item
	rec := &Record{Bytes: it.stamp.Size, Page: it.page}
	if it.Facts.Format != nil {
		rec.Format = it.Facts.Format.String()
		rec.Width, rec.Height = it.Size()
		rec.Frames = it.Facts.Frames
	}
	switch {
	case it.stands:
		rec.Outcome = processors.NewOutcome(it.Source, processors.Skipped, it.Skip)
		if err := it.onPage(r.found.Damage); err != nil {
			rec.Damage = err.Error()
		}
		r.describe(opt, rec, root, it.earlier.bytes)
	case it.Skip != "":
		rec.Outcome = processors.NewOutcome(it.Source, processors.Skipped, it.Skip)
		rec.Unfit = it.unfit()
	case r.err != nil:
		rec.Outcome = processors.NewOutcome(it.Source, processors.Failed, "").Because(r.item.onPage(r.err))
	default:
		rec.Outcome = processors.NewOutcome(it.Source, processors.Done, "").Because(r.item.onPage(r.found.Damage))
		r.describe(opt, rec, root, r.temp.Size())
	}
	return rec
}

// describe fills in what there is to say of the output, which has that many
// bytes.
func (r *Result) describe(opt *Options, rec *Record, root string, bytes int64) {
	it := r.item
	rec.Notes = r.notes(opt)
	rec.Output = filepath.Join(root, filepath.FromSlash(it.Target))
	rec.OutputBase64 = processors.Base64(rec.Output)
	rec.OutputFormat = it.Format.String()
	rec.OutputWidth, rec.OutputHeight = it.OutputSize()
	rec.OutputFrames = 1
	if it.animated {
		rec.OutputFrames = r.frames
	}
	rec.OutputBytes = bytes
	rec.ICC = r.icc
}
