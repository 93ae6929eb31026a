// Package muster is the root of the house: it holds no code, only the tests that keep the rules about code and
// documents. docs/architecture.md has the map of rooms.
package muster
