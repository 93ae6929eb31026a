package client

import (
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"muster/game"
	"muster/server/wire"
)

// welcome takes in where the match is and what is the client's in it.
func (c *Client) welcome(w *wire.Welcome) error {
	if len(w.Setup) > 0 {
		s, err := unpack(w.Setup)
		if err != nil {
			return fmt.Errorf("the server's set-up: %w", err)
		}
		c.setup = s
	}
	if c.setup == nil {
		return errors.New("the server sent no set-up")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	restored, err := c.orderQueue.Welcomed(w)
	if err != nil {
		return err
	}
	if restored {
		c.cfg.Log.Warn("the server was restored from a backup, the match goes on from an earlier moment",
			"match", w.Match, "tick", w.Tick)
		c.update.Restored, c.update.View, c.update.Answers = true, nil, nil
		c.clock, c.prediction = nil, nil
		poke(c.news)
	}
	c.seat, c.audience, c.seats = int(w.Seat), w.Audience, w.Seats
	c.join.Token = w.Token
	if c.clock == nil {
		c.clock = NewClock(w.TickRate)
	}
	if c.prediction == nil && c.seat >= 0 && c.seat < len(c.setup.Scenario.Seats) {
		c.prediction = NewPrediction(c.setup, uint8(c.seat))
	}
	return nil
}

func unpack(packed []byte) (*game.Setup, error) {
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxSetup), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	plain, err := r.DecodeAll(packed, nil)
	if err != nil {
		return nil, err
	}
	return game.DecodeSetup(plain)
}
