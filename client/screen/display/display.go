// Package display ends the program with one clear line where there is no display to open a window on.
//
// Ebitengine opens the display while packages are initialised, and panics with a page of goroutines where it cannot. Go
// initialises the first package by import path whose imports are ready: this one needs syscall alone, Ebitengine needs
// packages that come after it, so this one is asked first. It therefore must import nothing else.
package display

// Missing is the exit code that tells scripts to show the match in another way.
const Missing = 3
