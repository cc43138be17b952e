// Package vp8 decodes the key frames of VP8 (RFC 6386), which lossy WebP files
// hold, row of macroblocks by row. Of a frame that is cut off it decodes what
// is there. Results are those of libwebp, bit for bit.
package vp8
