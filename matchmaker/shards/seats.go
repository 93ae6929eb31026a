package shards

import (
	"context"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// SyncSeats has a shard know who left a match, and who comes.
func SyncSeats(ctx context.Context, c Client, match string, assignments []store.SeatAssignment) (err error) {
	for _, v := range assignments {
		if v.Left {
			err = c.FreeSeat(ctx, match, v.Seat, v.ID)
		} else {
			err = c.OfferSeat(ctx, match, v.Seat, Offer(v))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Offer is a seat as its shard is told of it.
func Offer(v store.SeatAssignment) api.OfferSeat {
	return api.OfferSeat{Player: v.Player, Name: v.Name, Stint: v.ID, Muted: v.Muted}
}
