// Package fragments holds the tests of criteria sets that are not shipped: the readable parts of real provincial and
// national tables, and the CVSS base score as two versions of one set, all under testdata/sets.
//
// It knows what these sets promise: that they say what is partial, that their rules give the points their sources
// print, on both sides of every limit, and that a change of content is seen. How files are read and points computed is
// the affair of packages rules and engine.
package fragments
