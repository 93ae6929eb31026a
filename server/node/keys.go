package node

import (
	"muster/server"
	"muster/shard/registry"
)

// tokenKeys are the secrets of resume tokens that a cluster shares, the one that seals first.
func tokenKeys(key *registry.Key) server.TokenKeys {
	return func() [][32]byte { return append(key.Derive("resume tokens"), key.Undivided()...) }
}
