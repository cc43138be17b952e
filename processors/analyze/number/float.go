package number

// Float64 returns the float nearest to v, ties to even, as strconv.ParseFloat
// would from its text: ±Inf where v is too large.
func (v Value) Float64() float64 { panic("number: to be written") }

// AppendFloats appends the floats nearest to d's values to dst.
func (d Decimals) AppendFloats(dst []float64) []float64 { panic("number: to be written") }
