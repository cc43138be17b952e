package profile

import (
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/number"
)

// SchemaVersion is the version of the JSON of reports.
const SchemaVersion = 2

// A Report is the result for a dataset, as it is written in JSON: every key is
// always there, and what is not defined is null.
type Report struct {
	SchemaVersion int      `json:"schema_version"`
	Files         []string `json:"files"`
	FilesBase64   []string `json:"files_base64,omitempty"` // for each "" or, where Files cannot hold its name, the bytes
	Delimiter     string   `json:"delimiter"`
	Rows          int64    `json:"rows"`     // records taken
	BadRows       int64    `json:"bad_rows"` // records left out; together all in the files
	RaggedRows    int64    `json:"ragged_rows"`
	BlankLines    int64    `json:"blank_lines"`   // left out, no records
	CommentLines  int64    `json:"comment_lines"` // left out, like blank ones
	// Rows that are equal to an earlier one in all columns; null if they were
	// not asked for.
	DuplicateRows      *int64 `json:"duplicate_rows"`
	DuplicateRowsExact *bool  `json:"duplicate_rows_exact"`

	Hints   hint.List `json:"hints"` // about the files as a whole
	Keys    []string  `json:"keys"`  // names of unique columns
	Columns []Column  `json:"columns"`
}

// A Column is the result for a column.
type Column struct {
	Name  string `json:"name"`
	Type  Type   `json:"type"`
	Count int64  `json:"count"` // of values that are not null
	Nulls int64  `json:"nulls"`

	NullPercent Scalar `json:"null_percent"` // of all values, rounded once

	// Different values, as they are written.
	Distinct      int64 `json:"distinct"`
	DistinctExact bool  `json:"distinct_exact"`

	Min Scalar `json:"min"` // of finite numbers; of text in the order of its bytes
	Max Scalar `json:"max"`

	// Of finite numbers: the sum exactly, the others rounded once.
	Sum      Scalar `json:"sum"`
	Mean     Scalar `json:"mean"`
	StdDev   Scalar `json:"stddev"`   // of the sample: divided by n-1
	Variance Scalar `json:"variance"` // of the sample
	Skewness Scalar `json:"skewness"` // of the population
	Kurtosis Scalar `json:"kurtosis"` // of the population, 0 for a normal distribution

	// Of numbers, dates and times; the true one is within the error, which is
	// in the unit of the column or in seconds.
	Quantiles      Quantiles `json:"quantiles"`
	QuantilesExact *bool     `json:"quantiles_exact"`
	QuantilesError Scalar    `json:"quantiles_error"`

	// Of numbers: p75 - p25, and the median of the distances from the median.
	// They are as exact as the quantiles are; the true MAD is within its error.
	IQR      Scalar `json:"iqr"`
	MAD      Scalar `json:"mad"`
	MADError Scalar `json:"mad_error"`

	Top      []TopValue `json:"top"`
	TopExact bool       `json:"top_exact"`
	Mode     Scalar     `json:"mode"` // the first of Top, if it occurs more than once

	// Of values that are not null, in characters.
	MinLength Scalar `json:"min_length"`
	MaxLength Scalar `json:"max_length"`
	AvgLength Scalar `json:"avg_length"`

	NZero       *int64 `json:"n_zero"`
	NNegative   *int64 `json:"n_negative"`
	NNaN        *int64 `json:"n_nan"`
	NInf        *int64 `json:"n_inf"`
	Invalid     int64  `json:"n_invalid"`    // values that are not valid in their encoding: U+FFFD stands for what is not
	NMismatched int64  `json:"n_mismatched"` // values that do not fit the declared type: neither counted nor null
	ZeroPadded  bool   `json:"zero_padded"`  // text only because numbers in it begin with zeros

	// "ascending", "descending", "strictly ascending", "strictly descending",
	// "constant" or null: numbers by value, times by instant, text by its
	// bytes, whatever nulls are between.
	Sorted   Scalar `json:"sorted"`
	Constant bool   `json:"constant"` // all are the same value, and none is null
	Unique   *bool  `json:"unique"`   // all are different, and none is null; null: not certain

	Histogram []Bucket `json:"histogram"`

	Hints hint.List `json:"hints"` // why it is not what it seems

	times    timeStyle
	lowest   number.Decimal // Min and Max of numbers
	highest  number.Decimal
	rounding float64 // limit of the error of Quantiles that comes from rounding values to floats
}

// A TopValue is a frequent value and how often it occurs.
type TopValue struct {
	Value string `json:"value"`
	Count int64  `json:"count"`
}

// A Bucket counts the values from Lo to below Hi, or to Hi in the last one.
type Bucket struct {
	Lo    Scalar `json:"lo"`
	Hi    Scalar `json:"hi"`
	Count int64  `json:"count"`
}

// A Type is the type of a column.
type Type string

// The types.
const (
	Integer  Type = "integer"
	Float    Type = "float"
	Boolean  Type = "boolean"
	Date     Type = "date"
	Datetime Type = "datetime"
	String   Type = "string"
	Null     Type = "null" // no value at all
)
