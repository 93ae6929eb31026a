package client

import (
	"fmt"

	"muster/game"
	"muster/server/wire"
)

// ReadSight reads what happens in a match now, as the API gives it to an operator who looks without delay (api.Client's
// Sight): its set-up, and everybody's units.
func ReadSight(b []byte) (*game.Setup, *game.View, error) {
	s, err := wire.DecodeSight(b)
	if err != nil {
		return nil, nil, err
	}
	setup, err := unpack(s.Setup)
	if err != nil {
		return nil, nil, fmt.Errorf("the server's set-up: %w", err)
	}
	v, err := wire.NewIncoming(setup).Receive(s.Frame)
	if err == nil && v.Audience != game.All {
		err = fmt.Errorf("%w: a view of audience %d", wire.ErrFrame, v.Audience)
	}
	return setup, v, err
}
