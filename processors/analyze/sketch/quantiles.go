package sketch

// Quantiles is the distribution of a column's numbers as counts in bins.
//
// A number is an order-preserving 64-bit integer (its float64 bits, those of
// negative ones inverted), and its bin is what is left when the low k bits are dropped. k starts at 0
// and grows while more than the allowed number of bins are occupied, so that it is
// the smallest possible, whatever the order of the values. Low bits that are the
// same in all values are no loss, so that integers stay exact longer.
//
// Bins have a relative width, 2^(k-52) or less, and so suit narrow ranges far from
// 0 (ids, epoch seconds) as well as long tails. Memory is 32 bytes for each
// allowed bin at most; it starts at 1 KiB.
type Quantiles struct {
}

// NewQuantiles returns an empty Quantiles with at most maxBins occupied bins, 64 at least.
func NewQuantiles(maxBins int) *Quantiles { return &Quantiles{} }

// Add counts values, none of them NaN. Infinities count as the largest finite number.
func (q *Quantiles) Add(values []float64) { panic("sketch: to be written") }

// AddN counts x n times.
func (q *Quantiles) AddN(x float64, n uint64) { panic("sketch: to be written") }

// Merge adds what o holds. Both must have the same number of allowed bins.
func (q *Quantiles) Merge(o *Quantiles) { panic("sketch: to be written") }

// Reset empties q and keeps its memory.
func (q *Quantiles) Reset() { panic("sketch: to be written") }

// Count is the number of values added.
func (q *Quantiles) Count() uint64 { panic("sketch: to be written") }

// Exact says whether every bin holds equal values.
func (q *Quantiles) Exact() bool { panic("sketch: to be written") }

// An Estimate is a quantile. The true one is within Error of Value, which is 0
// if the quantile is exact.
type Estimate struct {
	Value, Error float64
}

// Quantile returns the num/den quantile, 0 <= num <= den: with n values in order,
// x_0 to x_(n-1), it lies at h = (n-1)·num/den, linearly between the two
// neighbours of h (Hyndman and Fan 1996, type 7; what numpy, pandas and Excel do).
// Interpolation is exact and rounded once. Percentile 99.9 is Quantile(999, 1000). It is
// not ok if there are no values.
func (q *Quantiles) Quantile(num, den uint64) (e Estimate, ok bool) { panic("sketch: to be written") }

// A Bucket of a histogram counts lo <= x < hi, and x = hi too in the last one.
type Bucket struct {
	Lo, Hi float64
	Count  uint64
}

// Histogram cuts the range from the smallest to the largest value into n buckets
// of equal width; if all values are equal there is one. A bin that is not exact
// counts where its middle is.
func (q *Quantiles) Histogram(n int) []Bucket { panic("sketch: to be written") }

// Bytes is about how much memory q holds.
func (q *Quantiles) Bytes() int { panic("sketch: to be written") }
