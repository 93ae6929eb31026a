package main

import (
	"errors"

	"muster/server/httpd"
)

// ready tells why the shard should get no more players, nil if it should.
func (p *shardPart) ready() error {
	if p.door.Draining() {
		return httpd.ErrDraining
	}
	if why := p.trouble(); why != "" {
		return errors.New(why)
	}
	return nil
}
