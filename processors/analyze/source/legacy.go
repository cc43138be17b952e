package source

// guessLegacy returns the likeliest encoding of text that is not Unicode.
func guessLegacy(head []byte) Encoding {
	return Windows1252
}
