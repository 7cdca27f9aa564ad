// Package house holds the house rules of this module as tests: which package may import which, and that packages that
// score use no binary floating point. It has no code of its own and knows nothing of scoring.
package house
