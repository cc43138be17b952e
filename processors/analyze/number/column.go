package number

// Decimals are values in two slices of equal length: Mant[i] × 10^-Scale[i].
type Decimals struct {
	Mant  []int64
	Scale []int16
}

// A Column is what ParseColumn found. Its slices are reused by the next call.
type Column struct {
	Class  []Class      // of each field
	Counts [Classes]int // fields of each class

	Numbers Decimals // the fields of class Int and Float, in order
	Dates   Decimals // those of class Date: days, scale 0
	Times   Decimals // those of class DateTime: seconds
	Trues   int      // how many of class Bool are true
}

// ParseColumn reads the fields buf[start[i]:end[i]] into c. It allocates only
// where c's slices are too short.
//
// start and end have the same length; every start[i] <= end[i] <= len(buf).
// Fields near the ends of buf are read more slowly: let buf begin at least 24
// bytes before the first field. What those bytes are does not matter.
func (p *Parser) ParseColumn(c *Column, buf []byte, start, end []uint32) {
	panic("number: to be written")
}
