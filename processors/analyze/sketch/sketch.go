// Package sketch summarises the distribution of a column's values in bounded
// memory: the number of distinct values, the most frequent ones, quantiles and
// histograms.
//
// Merging is commutative. Results depend neither on how the input is cut nor on
// the order in which the parts are merged.
package sketch
