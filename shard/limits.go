package shard

import (
	"time"

	"muster/game"
)

// Limits, each with its reason and what happens when it is full.
const (
	maxOrders = game.MaxOrders // in one tick: a record must be readable; more are refused TooMany
	// of one leader in one tick: nobody fills the tick for others; more are refused TooMany
	maxOrdersSeat = 32
	// seat changes in one tick: every seat several times; more are left out and come with the next link
	maxChanges = 200
	maxTalk    = 64   // lines in one tick; more are refused TooMany
	maxZones   = 1024 // of one shard, where its Config says nothing; Begin fails beyond
	// inputs waiting for a zone's goroutine; more wait in their callers, orders are refused TooMany
	maxInbox = 4096
	// without a tick let out: a zone stands still; the slowest store that is of use answers sooner
	stallAfter = 3 * time.Second

	keepRecords = 600     // from checkpoint to checkpoint: that many are folded in a quarter of a second
	keepTicks   = 60 * 20 // the same for a zone that writes little
	// a store that does not answer is asked again when a shard starts; then its matches are quarantined
	unreadFor = 30 * time.Second
	readAgain = 100 * time.Millisecond // between such questions
	// reads that find damage, until a running zone is quarantined for it: a server may have answered while it caught up
	damagedReads = 5
	// reads in a row, 20 ms apart, that do not have an owner's durable records, until it believes that they are gone:
	// no store lags so far behind for so long
	staleReads = 100
	// reads, a tenth of a second apart, until a journal that is behind a witness is believed to be
	witnessReads = 5

	// a standby's reads before it bids; longer than a store needs that answers, and shorter than players wait
	tailWithin = 500 * time.Millisecond
	// the part of it that waits for the registry, which loses a witness and nothing else when it is away
	headWithin = 200 * time.Millisecond
	// records before the last one folded that are read again with the tail: the registry's head, a second old at most,
	// is among them
	lookBack   = 64
	standAgain = time.Second // until a standby tries to read a journal again

	wakings     = 4           // matches at once whose time is up
	alarmsEvery = time.Minute // between looks at the list of alarms, or the clock is set and nobody notices
	alarmAgain  = time.Second // until a match whose time is up is tried again

	// The grid on which views leave, see Grid.
	gridStep = 5 * time.Millisecond // a finer one would follow chance; this much is not felt
	// of them at most: 45 ms, under a tick at 20 Hz. On a store that needs longer, timing leaks
	gridSteps  = 9
	gridMost   = gridSteps * gridStep // what holds until the store is known
	gridMisses = 1000                 // one append in so many may take longer
	// between changes: each shifts all views of the shard, and clients follow their rhythm
	gridHeld  = 10 * time.Second
	gridSlot  = 10 * time.Second // of appends that are counted together and forgotten together
	gridSlots = 6                // a minute of them
)
