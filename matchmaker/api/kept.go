package api

import (
	"context"
	"fmt"
	"net/http"
)

// KeptReplay is proof of a replay: it was read back from a shard's disk, and folding it agreed with
// every hash that it stores.
type KeptReplay struct {
	Records int    `json:"records"`
	Head    string `json:"head"` // hash of the last record, in hex: it stands for all of them
}

// KeepReplay has the shard make the replay of a match that has ended from the journal that it shares, and prove that it
// stands on its disk. It is answered when it does; while it is being made that is a Problem with status 503.
func (c *ShardClient) KeepReplay(ctx context.Context, match string) (kept KeptReplay, err error) {
	token, err := c.token()
	if err == nil {
		err = roundTrip(ctx, c.http, token, http.MethodPut, c.base+matchPath(match)+"/replay", nil, &kept)
	}
	if err != nil {
		return kept, fmt.Errorf("keep replay: %w", err)
	}
	return kept, nil
}
