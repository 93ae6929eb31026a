// Package metrics shows Prometheus what a shard's door and its zones count: they keep plain counters, which this room
// reads when somebody asks. It hides Prometheus from the server. Every label comes from a closed list, and every figure
// is shown from 0 on: of one that first shows when it is 1 nobody can say that it grew.
package metrics

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"muster/server"
	"muster/server/wire"
	"muster/shard"
)

// Register has all shown by r. The listener is the door's.
func Register(r prometheus.Registerer, s *server.Server, l wire.Listener, z *shard.Shard) error {
	if err := errors.Join(r.Register(zones{z}), r.Register(door{s, l})); err != nil {
		return fmt.Errorf("show metrics: %w", err)
	}
	return nil
}
