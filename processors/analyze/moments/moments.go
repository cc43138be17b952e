// Package moments sums decimals and their second to fourth powers exactly, and
// derives sum, mean, variance, skewness and kurtosis from the exact sums, each
// rounded once.
//
// Every value is an integer mantissa at a decimal scale. The mantissas of a
// batch are brought to its largest scale, less its smallest mantissa (so that
// they are short and not negative), and their powers summed in registers; the
// sums of the batch are then moved back by the binomial theorem and added to
// wide integers, one set for each scale. What does not fit goes through
// math/big. No float takes part before the end, so that neither the order of
// values nor of merging can be seen.
package moments

import (
	"math/big"

	"fanout/processors/analyze/number"
)

// Moments are the exact sums of a column's numbers. The zero value is empty and
// ready. It holds about 1 KB, and 0.2 KB more for each scale that occurs.
//
// At most 2^62 values may be added.
type Moments struct {
}

// Add adds the values d.
func (m *Moments) Add(d number.Decimals) { panic("moments: to be written") }

// AddN adds v n times.
func (m *Moments) AddN(v number.Value, n uint64) { panic("moments: to be written") }

// AddBig adds a number of any length n times.
func (m *Moments) AddBig(d number.Decimal, n uint64) { panic("moments: to be written") }

// Merge adds what o holds. The result does not depend on the order of merging.
func (m *Moments) Merge(o *Moments) { panic("moments: to be written") }

// Reset empties m and keeps its memory.
func (m *Moments) Reset() { panic("moments: to be written") }

// Count is the number of values added.
func (m *Moments) Count() uint64 { panic("moments: to be written") }

// Zeros and Negatives are how many of them are 0 and below 0.
func (m *Moments) Zeros() uint64     { panic("moments: to be written") }
func (m *Moments) Negatives() uint64 { panic("moments: to be written") }

// A Stat is a statistic that may be undefined, or too large for a float.
type Stat struct {
	Value   float64 // the float nearest to the exact value, ties to even
	Defined bool
}

// A Summary is what the sums say. Value is 0 where a Stat is not defined.
//
// With n values x, their mean µ and central moments m_k = Σ(x-µ)^k / n:
type Summary struct {
	Count     uint64
	Zeros     uint64
	Negatives uint64

	Sum      number.Decimal // exact; 0 of no values
	Min, Max number.Decimal // exact; Mant is nil if there are no values

	Mean     Stat // n >= 1
	Variance Stat // of the sample, n m_2 / (n-1); n >= 2
	StdDev   Stat // square root of the exact variance, rounded once; n >= 2
	Skewness Stat // g_1 = m_3 / m_2^(3/2), of the population as in scipy and polars; where m_2 > 0
	Kurtosis Stat // excess g_2 = m_4 / m_2² - 3, of the population as in scipy and polars; where m_2 > 0
}

// Summary computes the statistics. It takes microseconds, and milliseconds where
// numbers have thousands of digits.
func (m *Moments) Summary() Summary { panic("moments: to be written") }

var _ big.Int
