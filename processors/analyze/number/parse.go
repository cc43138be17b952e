package number

// Parse says what a field is and reads it. The value is zero for classes that
// have none.
func (p *Parser) Parse(field []byte) (Value, Class) {
	panic("number: to be written")
}

// Nulls is a set of null tokens.
type Nulls struct{}

func newNulls(tokens []string) Nulls { return Nulls{} }
