//go:build !js

package server

import "muster/server/wire"

// ListenConfig is the wire's share of the keys.
func (k *Keys) ListenConfig(addr string) wire.ListenConfig {
	return wire.ListenConfig{
		Addr: addr, Certificate: k.cert, Web: k.Web, ResetKey: k.reset, TokenKey: k.address,
	}
}
