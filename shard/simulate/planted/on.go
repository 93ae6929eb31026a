//go:build planted

package planted

// Bug is the number of the bug that is switched on, 0 for none. It is set once, before anything runs.
var Bug int
