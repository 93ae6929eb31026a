package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"muster/server/console"
)

type consoleCmd struct {
	Data string `help:"Directory of the server's data, which this user may write to." default:"muster-data" placeholder:"DIR"`
}

// Run prints the link. Whoever can write to the directory has the server's keys, and needs no other proof.
func (c *consoleCmd) Run() error {
	link, err := console.Invite(filepath.Join(c.Data, "queue")) // of muster up
	if errors.Is(err, fs.ErrNotExist) {
		link, err = console.Invite(c.Data) // of muster matchmaker
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, link)
	return nil
}
