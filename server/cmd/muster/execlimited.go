package main

import "muster/server/cluster/limit"

// execLimitedCmd is what a cluster starts before a node's program, to have it within the node's limits from its start.
type execLimitedCmd struct {
	Args []string `arg:"" optional:"" help:"Limits, and behind -- the program."`
}

// Run becomes the program.
func (c *execLimitedCmd) Run() error { return limit.Exec(c.Args) }
