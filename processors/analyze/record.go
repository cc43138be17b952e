package analyze

import "fanout/processors"

// A Record is the report line of one file.
type Record struct {
	processors.Outcome
	Bytes        int64 `json:"bytes"` // as stored
	Rows         int64 `json:"rows"`
	BadRows      int64 `json:"bad_rows"`
	RaggedRows   int64 `json:"ragged_rows"`
	BlankLines   int64 `json:"blank_lines"` // left out
	CommentLines int64 `json:"comment_lines"`
}

// A BadRow is a record that was left out.
type BadRow struct {
	File       string `json:"file"`
	FileBase64 string `json:"file_base64,omitempty"` // where File cannot hold its bytes
	Line       int64  `json:"line"`                  // where it begins, from 1
	Offset     int64  `json:"offset"`                // of its first byte, in the file or, if that is compressed or not UTF-8, in its text
	Reason     string `json:"reason"`
	Record     string `json:"record"` // as it was read
}

// A Total counts what is final.
type Total struct {
	Done, Failed, Skipped int64 // files
	Bytes                 int64 // of the files done
	Rows                  int64
	Datasets              int64 // reported
}
