package shard

import "muster/game"

// Limits, each with its reason and what happens when it is full.
const (
	maxOrders     = game.MaxOrders // in one tick: a record must be readable; more are refused TooMany
	maxOrdersSeat = 32             // of one leader in one tick: nobody fills the tick for others; more are refused TooMany
	maxChanges    = 200            // seat changes in one tick: every seat several times; more are left out and come with the next link
	maxTalk       = 64             // lines in one tick; more are refused TooMany
	maxZones      = 1024           // of one shard, where its Config says nothing; Begin fails beyond
	maxInbox      = 4096           // inputs waiting for a zone's goroutine; more wait in their callers, orders are refused TooMany
)
