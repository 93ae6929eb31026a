package doctor

import "time"

// Limits by which what was found is judged, each with its reason.
const (
	// bytes of a UDP socket's buffers, as quic-go wants them: a burst to all players, while nobody reads
	wantBuffer = 7 << 20
	leastMTU   = 1228            // bytes of a packet: QUIC's 1,200 with the headers of UDP and IPv4
	usualMTU   = 1280            // that IPv6 asks of every link
	usualApart = 5 * time.Second // that clocks differ at most where NTP looks after them
	// that they may differ: tokens forgive no more (api.Leeway)
	mostApart = 30 * time.Second
	// open files: players who wait hold one or two each at the queue, and a busy shard some hundred segments
	goodFiles  = 4096
	leastFiles = 1024     // with fewer the first hundred players stop at the door
	leastFree  = 1 << 30  // bytes on the disk of the data directory: a day of four matches at once
	goodFree   = 10 << 30 // bytes; with fewer it is time to look
	// of one sync in a hundred: views leave so late at most, and later ones tell when there were orders (docs/wire.md)
	slowSync  = 45 * time.Millisecond
	stuckSync = 250 * time.Millisecond // of a usual one: matches stand still at every record
	syncs     = 100                    // are timed: a second on a slow disk
	syncBytes = 4 << 10                // of each
	soon      = 30 * 24 * time.Hour    // before a certificate ends: time to have another one made
	askWithin = 3 * time.Second        // for another part to answer
)

// StoreTooFull is the percentage of its quota at which a shared store begins no matches.
const StoreTooFull = 70
