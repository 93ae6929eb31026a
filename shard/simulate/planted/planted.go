//go:build !planted

// Package planted switches on bugs that the simulator must find. Without the build tag "planted" there are none: Bug is a
// constant, and the compiler leaves every planted line out.
package planted

// Bug is the number of the bug that is switched on, 0 for none. docs/planted.txt lists them; docs/lease.md says which rule each
// of the first 36 breaks.
const Bug = 0
