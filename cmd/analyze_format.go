package cmd

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// formatByExtension are the formats that the extension of an output stands for.
var formatByExtension = map[string]string{
	".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".md": "md", ".markdown": "md", ".txt": "table",
}

// unwritten are extensions of formats that analyze does not write, and what to
// use in their place.
var unwritten = map[string]string{
	".html": ".md", ".htm": ".md", ".xml": ".json", ".yaml": ".json", ".yml": ".json", ".parquet": ".csv",
	".xlsx": ".csv", ".xls": ".csv", ".ods": ".csv", ".tsv": ".csv", ".tab": ".csv",
}

// packed are extensions of compressed files.
var packed = []string{".gz", ".zst", ".bz2", ".xz", ".zip"}

// chooseFormat decides on the format of the output by its extension, if no flag
// does. A table is written where the extension tells nothing.
func (o *analyzeOptions) chooseFormat() error {
	if o.json {
		o.format.value = "json"
	}
	if o.format.value != "" {
		return nil
	}
	o.format.value = "table"
	if o.output == "-" {
		return nil
	}
	extension := strings.ToLower(filepath.Ext(o.output))
	if slices.Contains(packed, extension) {
		return wrongValue("output", o.output, "output is not compressed; leave out %s, or choose a format with --format", extension)
	}
	if instead, ok := unwritten[extension]; ok {
		return wrongValue("output", o.output, "%s is not an output format; use %s, or choose one with --format", extension, instead)
	}
	format, known := formatByExtension[extension]
	if known {
		o.format.value = format
	}
	o.formatGuessed = !known
	return nil
}

// printFormat says that the format of the output is a guess.
func (o *analyzeOptions) printFormat(sys *IO) {
	if o.formatGuessed {
		fmt.Fprintf(sys.Err, "fanout: %s: written as a table (choose with --format, or by an extension such as .json or .csv)\n", show(o.output, false))
	}
}
