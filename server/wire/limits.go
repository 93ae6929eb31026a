package wire

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	// bytes of a control message: 64 orders and a token take 2 KiB; a longer one breaks the link
	maxFromClient = 16 << 10
	maxFromServer = 2 << 20 // bytes: a Welcome with the largest map; a longer one breaks the link
	maxFrame      = 1 << 20 // bytes of a frame on a stream: 4,096 units whole are 80 KiB; a longer one is dropped
	maxDepth      = 6       // nesting of msgpack: messages have three levels; deeper breaks the link
	// values in a message: keeps a claim of billions from becoming memory; more breaks the link
	maxItems  = 4096
	maxOrders = 64 // orders in one message: the whole window of a client

	// a busy server's socket is read so often at most: it adds a twenty-fifth of a tick at most to an order's way
	readEvery = 2 * time.Millisecond
	// streams that a client may have open: one for control; a browser asks for its session on another one, and has the
	// three of HTTP/3 and maybe one that means nothing. More wait at the client
	webStreams    = 3
	webUniStreams = 6
	// a client's pings are answered so often at most: browsers send two a second
	echoEvery = 200 * time.Millisecond
	maxHeader = 8 << 10 // bytes of a browser's request for a session; a longer one is refused
	// a browser has to hear why its session ends, before the connection under it does
	closeTime     = time.Second
	maxUniStreams = 16                // frames on streams under way at once; more wait at the sender
	clientWindow  = 2 * maxFromClient // bytes a client may have sent that are not read yet; it waits then
	// bytes of control messages read in one go: clients' are small, and there are many clients
	readAhead = 512
	// bytes of a QUIC packet until more is known to get through: the least that QUIC allows, and what any path carries
	// that IPv6 may take (1,280, less headers)
	firstPackets = 1200
	// bytes of a frame that surely fits into a datagram on every path, whatever was discovered before it changed; a
	// longer one goes on a stream. WebTransport adds two bytes; Firefox sends 1,024 at most, and acknowledgements are
	// short
	maxDatagram = 1100
	// of one server that are dialled, those of a name among them; what comes behind is not tried
	maxAddrs = 16
	// an address has for its answer before the next one is tried beside it, as RFC 8305 has it
	nextAddrAfter = 250 * time.Millisecond
	// frames of a Pipe that wait for their receiver; the oldest is lost, as on a network
	frameQueue    = 64
	handshakeTime = 5 * time.Second
	// a dead peer is noticed in this time, and a player finds the seat again soon after
	idleTime       = 2 * time.Second
	keepAliveEvery = 500 * time.Millisecond
	// bytes of text that tell why a link was closed: what is longer is cut
	maxWhy = 200
	// the end of a link over messages has to leave in this time: who reads nothing hears no goodbye
	byeTime = 250 * time.Millisecond
	// a WebSocket's own codes for programs begin here, and it takes so many bytes of text: what is longer is cut
	// a browser is asked so often whether what waits in a WebSocket has left
	bufferedEvery = 5 * time.Millisecond
	socketCodes   = 4000
	maxSocketWhy  = 123
	sendTime      = 5 * time.Second // a control message that takes longer has a reader that is stuck: the link breaks
)

// MaxOnTheWay is how many frames may be unacknowledged when SendNow is used: QUIC queues 32 datagrams and blocks then.
const MaxOnTheWay = 16
