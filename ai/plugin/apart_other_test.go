//go:build !linux || race

package plugin_test

func eat() {}
