// Package vp8l decodes lossless WebP (RFC 9649 section 3), row by row. It needs
// no more memory than pixels can be copied from far back, and of a picture that
// is cut off it decodes the rows that are there.
package vp8l
