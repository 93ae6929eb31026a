package shard

import (
	"time"

	"muster/game"
)

// Limits, each with its reason and what happens when it is full.
const (
	maxOrders     = game.MaxOrders  // in one tick: a record must be readable; more are refused TooMany
	maxOrdersSeat = 32              // of one leader in one tick: nobody fills the tick for others; more are refused TooMany
	maxChanges    = 200             // seat changes in one tick: every seat several times; more are left out and come with the next link
	maxTalk       = 64              // lines in one tick; more are refused TooMany
	maxZones      = 1024            // of one shard, where its Config says nothing; Begin fails beyond
	maxInbox      = 4096            // inputs waiting for a zone's goroutine; more wait in their callers, orders are refused TooMany
	stillAfter    = 3 * time.Second // without a tick let out: a zone stands still; the slowest store that is of use answers sooner

	keepRecords = 600                    // from checkpoint to checkpoint: that many are folded in a quarter of a second
	keepTicks   = 60 * 20                // the same for a zone that writes little
	unreadFor   = 30 * time.Second       // a store that does not answer is asked again when a shard starts; then its matches are set aside
	readAgain   = 100 * time.Millisecond // between such questions
	damageTold  = 5                      // reads that find damage, until a running zone is quarantined for it: a server may have answered while it caught up
	lostTold    = 100                    // reads in a row, 20 ms apart, that do not have an owner's durable records, until it believes that they are gone: no store lags so far behind for so long
	witnessTold = 5                      // reads, a tenth of a second apart, until a journal that is behind a witness is believed to be

	// The grid on which views leave, see Grid.
	gridStep   = 5 * time.Millisecond // a finer one would follow chance; this much is not felt
	gridSteps  = 9                    // of them at most: 45 ms, under a tick at 20 Hz. On a store that needs longer, timing leaks
	gridMost   = gridSteps * gridStep // what holds until the store is known
	gridMisses = 1000                 // one append in so many may take longer
	gridHeld   = 10 * time.Second     // between changes: each shifts all views of the shard, and clients follow their rhythm
	gridSlot   = 10 * time.Second     // of appends that are counted together and forgotten together
	gridSlots  = 6                    // a minute of them
)
