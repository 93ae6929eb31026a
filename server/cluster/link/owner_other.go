//go:build !linux

package link

// OwnerOf finds nobody where there are no socket tables to read: everybody counts as a player.
func OwnerOf(func() map[string][]int) Owner { return nil }
