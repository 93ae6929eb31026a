package netem

import "time"

// Limits of a link, as small routers and TCP have them.
const (
	// maxQueue is how long a datagram may wait for its turn at a limited rate, as in a small router.
	maxQueue = 200 * time.Millisecond

	// window is how many bytes of a stream may be under way: what a delay keeps waiting must not grow without bound.
	// More and a sender waits, as for TCP's window. At a delay of 80 ms it lets 3 MB a second through.
	window = 256 << 10
	// segment is what a stream's loss takes at once: the payload of an Ethernet frame.
	segment = 1460
	// noticedAfter is how many segments must follow a lost one so that it is sent again at once: three duplicate
	// acknowledgements (RFC 5681).
	noticedAfter = 3
	// minTimeout is the shortest time until a segment is sent again for which nothing was heard, as in Linux.
	minTimeout = 200 * time.Millisecond
	// maxTries bounds how often a segment is lost again: where all are lost, a stream crawls. Cut says stand still.
	maxTries = 6
)

// Limits of the proxies.
const (
	maxFlows    = 4096  // addresses that datagrams are passed on for, a socket each; those of further ones are dropped
	maxStreams  = 4096  // connections at once, two sockets each; further ones are reset
	maxDatagram = 65535 // bytes; also of a train of datagrams that the kernel hands over at once

	// flowIdle is how long an address may be silent until its socket is closed: as long as routers must remember one
	// (RFC 4787, REQ-5). QUIC says something more often than that.
	flowIdle = 2 * time.Minute
	// maxEarly is how many datagrams, or trains of them, of a new address wait until it is known which line it has.
	// They count in maxWaiting.
	maxEarly = 64
	// maxWaiting is how many bytes of all datagrams of a proxy may wait until they are due. More are dropped, as by a
	// router whose memory is full.
	maxWaiting = 64 << 20
	// socketBuffer is what sockets for datagrams may hold while a proxy does something else: quic-go wants as much.
	socketBuffer = 7 << 20

	// readAtOnce is what is read of a stream at once.
	readAtOnce = 16 << 10
	// maxHeld is how many bytes all streams of a proxy hold together while everybody may fill a window. Then each holds
	// what is read at once and no more.
	maxHeld = 32 << 20
	// pollEvery is how often a connection that hangs on a cut is asked whether its client has given up, and how soon
	// one that reads, and has something waiting, sees that its line was changed.
	pollEvery = 100 * time.Millisecond
	// acceptAgain is how long a proxy waits that could not accept a connection: descriptors may be there again then.
	acceptAgain = 10 * time.Millisecond
)
