package progress

import "bytes"

// marks are the words that are colored at the beginning of a message.
var marks = []struct{ word, color string }{
	{"error:", red}, {"failed:", red}, {"warning:", yellow}, {"damaged:", yellow}, {"hint:", cyan},
}

// SetColor says whether the words that tell what a message is are colored.
func (c *Console) SetColor(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.color = on
}

// paint appends messages to b, with their marks colored.
func paint(b, messages []byte) []byte {
	const program = "fanout: "
	for line := range bytes.Lines(messages) {
		rest, ours := bytes.CutPrefix(line, []byte(program))
		for _, m := range marks {
			if ours && bytes.HasPrefix(rest, []byte(m.word)) {
				b = append(b, program+m.color+m.word+reset...)
				line = rest[len(m.word):]
				break
			}
		}
		b = append(b, line...)
	}
	return b
}
