//go:build unix && !linux

package spawn

const killsForUs = false
