package wire

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"math/big"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go/testutils/simnet"
	"github.com/stretchr/testify/require"

	"muster/game"
)

func certificate(t *testing.T) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

func TestAPortThatIsTakenIsNamed(t *testing.T) {
	cert := certificate(t)
	l, err := Listen(ListenConfig{Addr: "127.0.0.1:0", Certificate: cert})
	require.NoError(t, err)
	defer l.Close()
	_, err = Listen(ListenConfig{Addr: l.Addr(), Certificate: cert})
	require.ErrorContains(t, err, "is in use")
}

// narrow is a network that carries no packets over so many bytes, and says nothing of those that it drops.
type narrow struct {
	simnet.PerfectRouter
	carries int
}

func (n *narrow) SendPacket(p simnet.Packet) error {
	if len(p.Data) > n.carries {
		return nil
	}
	return n.PerfectRouter.SendPacket(p)
}

func overQUIC(t *testing.T) (client, server Conn) { return through(t, &simnet.PerfectRouter{}, false) }

func overNarrow(t *testing.T) (client, server Conn) { return through(t, &narrow{carries: 1200}, false) }

func overWebTransport(t *testing.T) (client, server Conn) {
	return through(t, &narrow{carries: 1200}, true)
}

// through opens a link over a network in memory. The client speaks first, as all do, so that the
// server sees its stream.
func through(t *testing.T, lines simnet.Router, web bool) (client, server Conn) {
	cert := certificate(t)
	host := func(n byte) (*simnet.SimConn, *net.UDPAddr) {
		at := &net.UDPAddr{IP: net.IPv4(10, 0, 0, n), Port: 1}
		return simnet.NewBlockingSimConn(at, lines), at
	}
	door, at := host(1)
	browsers := certificate(t)
	l, err := Listen(ListenConfig{
		Conn: door, Certificate: cert, ResetKey: [32]byte{1}, TokenKey: [32]byte{2},
		Web: func() (*tls.Certificate, error) { return &browsers, nil },
	})
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	stranger, _ := host(2)
	_, err = DialFrom(t.Context(), stranger, at, make([]byte, 32))
	require.ErrorContains(t, err, "was expected")
	accepted := make(chan Conn, 1)
	go func() {
		if c, err := l.Accept(t.Context()); err == nil {
			accepted <- c // a browser's client waits for what the server does next
		}
	}()
	mine, _ := host(3)
	hash, browsersHash := sha256.Sum256(cert.Certificate[0]), sha256.Sum256(browsers.Certificate[0])
	if web {
		client, err = DialWebFrom(t.Context(), mine, at, browsersHash[:])
	} else {
		client, err = DialFrom(t.Context(), mine, at, hash[:])
	}
	require.NoError(t, err)
	require.NoError(t, client.Send(t.Context(), &Hello{Build: "test"}))
	server = <-accepted
	_, err = server.Receive(t.Context())
	require.NoError(t, err)
	return client, server
}

// conform tells a story over every kind of link, in virtual time: a link of which nothing is heard
// for two seconds is lost.
func conform(t *testing.T, story func(t *testing.T, client, server Conn)) {
	for name, open := range map[string]func(*testing.T) (Conn, Conn){
		"pipe":     func(*testing.T) (Conn, Conn) { return Pipe() },
		"messages": overChannel,
		"quic":     overQUIC, "quic over a narrow path": overNarrow,
		"websocket": overWebSocket, "webtransport": overWebTransport,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, server := open(t)
				defer time.Sleep(2 * closeTime)
				defer client.Close(Left, "")
				story(t, client, server)
			})
		})
	}
}

var messages = []Message{
	&Hello{Oldest: 1, Newest: 1, Build: "b", Match: "m", Ticket: "t", Token: []byte{1, 2}, SetupHash: 1 << 63},
	&Hello{Oldest: StandbySince, Newest: StandbySince, Match: "m", Token: []byte{1, 2}, Warm: true},
	&Welcome{
		Protocol: 1, Match: "m", Seat: -1, Audience: game.All, Setup: bytes.Repeat([]byte{7}, 100_000),
		Token: []byte{1}, LastSeq: 9, Tick: 8, TickRate: 20,
		Seats: []SeatNews{{Seat: 1, Team: 1, Leader: game.AI, Name: "x"}}, Epoch: 3, Pardoned: 2,
	},
	&Orders{[]game.Order{{Seq: 5, Kind: game.Move, Squad: 2, X: 65535, Y: 1}, {Seq: 6, Kind: game.Attack, Target: 77}}},
	&Answers{[]game.Answer{{Seat: 1, Seq: 5, Tick: 900, Refusal: game.NoWay}}},
	&Renew{Token: []byte{9}},
	SeatsOf(SeatNews{Seat: 3, Name: "y"}, SeatNews{Seat: 4, Leader: game.AI, Parting: LostLink}),
	&Talk{game.Talk{Seat: 1, Kind: game.Ping, X: 3, Y: 4, Text: "здесь 这里"}},
	&Notice{"k", "v"}, &Redirect{"host:1", []byte{1}, []string{"[::1]:1"}, []byte{3}}, &Goodbye{SeatTaken, "t"}, &Over{
		game.Result{Winner: -1, Reason: game.ClockRanOut, Tick: 4}, []byte{1},
	},
	&Waiting{Seconds: 9, Here: 1, Of: 2}, &Standby{"host:2", []byte{2}, []string{"[::1]:2"}, nil}, &Standby{},
}

func TestEveryMessageArrivesAsItWasSent(t *testing.T) {
	conform(t, func(t *testing.T, client, server Conn) {
		go func() {
			for _, m := range messages {
				if server.Send(context.Background(), m) != nil {
					return
				}
			}
		}()
		for _, want := range messages {
			got, err := client.Receive(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		require.Positive(t, server.Stats().BytesOut)
	})
}

func TestFramesSmallAndLargeArrive(t *testing.T) {
	conform(t, func(t *testing.T, client, server Conn) {
		for _, size := range []int{1, 1000, maxDatagram, maxDatagram + 1, 1200, 1400, 100_000} {
			want := bytes.Repeat([]byte{byte(size)}, size)
			require.NoError(t, server.SendFrame(t.Context(), want))
			got, err := client.ReceiveFrame(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	})
}

func TestGoodbyeReachesTheOtherEndWithItsReason(t *testing.T) {
	conform(t, func(t *testing.T, client, server Conn) {
		require.NoError(t, server.Close(SeatTaken, "another one came"))
		var closed *CloseError
		_, err := client.Receive(t.Context())
		require.ErrorAs(t, err, &closed)
		require.Equal(t, CloseError{Reason: SeatTaken, Text: "another one came", Remote: true}, *closed)
		<-client.Done()
		require.ErrorAs(t, client.Err(), &closed)
		require.Error(t, client.Send(t.Context(), &Renew{}))
		_, err = server.ReceiveFrame(t.Context())
		require.ErrorAs(t, err, &closed)
		require.False(t, closed.Remote)
	})
}

// Within a version a message may gain fields at its end: whoever is older passes them over, whoever
// is newer finds them zero.
func TestAWelcomeOfAnotherReleaseIsUnderstood(t *testing.T) {
	now := &Welcome{
		Protocol: 2, Match: "m", Seat: 1, Setup: []byte{}, Token: []byte{1}, LastSeq: 9, Seats: []SeatNews{}, Epoch: 3,
		Pardoned: 2,
	}
	b, err := appendMessage(nil, now)
	require.NoError(t, err)
	body := b[4:]
	require.Equal(t, []byte{2, 0x9c, 2}, body[:3], "twelve fields, the first of them the protocol")

	older := append([]byte{2, 0x9a}, body[2:len(body)-2]...)
	m, err := decodeMessage(older)
	require.NoError(t, err)
	want := *now
	want.Epoch, want.Pardoned = 0, 0
	require.Equal(t, &want, m)

	newer := append(append([]byte{2, 0x9d}, body[2:]...), 7)
	m, err = decodeMessage(newer)
	require.NoError(t, err)
	require.Equal(t, now, m)
}

func TestATooLongMessageBreaksTheLink(t *testing.T) {
	conform(t, func(t *testing.T, client, server Conn) {
		require.NoError(t, client.Send(t.Context(), &Renew{Token: make([]byte, maxFromClient)}))
		_, err := server.Receive(t.Context())
		require.Error(t, err)
		<-client.Done()
		var closed *CloseError
		require.ErrorAs(t, client.Err(), &closed)
		require.Equal(t, BadMessage, closed.Reason)
	})
}

func TestAMalformedMessageBreaksTheLinkWithACodeThatNamesTheField(t *testing.T) {
	conform(t, func(t *testing.T, client, server Conn) {
		require.NoError(t, client.Send(t.Context(), &Orders{make([]game.Order, maxOrders+1)}))
		_, err := server.Receive(t.Context())
		var closed *CloseError
		require.ErrorAs(t, err, &closed)
		<-client.Done()
		require.ErrorAs(t, client.Err(), &closed)
		require.Equal(t, BadMessage, closed.Reason)
		require.Equal(t, "Orders.Orders", closed.Field)
		require.Contains(t, closed.Text, "65, and 64 are the most")
	})
}

func TestWhatIsMalformedIsNamed(t *testing.T) {
	for want, body := range map[string][]byte{
		"Hello.Oldest":   {1, 0x91, 0xa1, 'x'},
		"Hello.Ticket":   {1, 0x97, 1, 1, 0xa0, 0xa0, 0x90, 0xc0, 0},
		"Hello.Warm":     {1, 0x98, 3, 3, 0xa0, 0xa0, 0xa0, 0xc0, 0, 0xa1, 'x'},
		"Standby.Others": {13, 0x93, 0xa0, 0xc0, 0xdc, 0xff, 0xff},
		"Orders.Orders":  {3, 0x91, 0x91, 0x91, 0xa1, 'x'},
		"Talk.Talk":      {7, 0x91, 0x95, 0, 0, 0, 0, 0xd9, 200},
		"Goodbye.Text":   {10, 0x92, 0, 1},
		"Goodbye":        {10, 5},
	} {
		_, err := decodeMessage(body)
		var m *malformed
		require.ErrorAs(t, err, &m, want)
		_, field := closed(code(BadMessage, err))
		require.Equal(t, want, field, "%v", err)
	}
	reason, field := closed(1<<31 | 77)
	require.Equal(t, Internal, reason, "whatever a peer makes up is something")
	require.Empty(t, field)
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	conform(t, func(t *testing.T, client, _ Conn) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		_, err := client.Receive(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = client.ReceiveFrame(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestHostileMessagesAreRefusedBeforeTheyAreBelieved(t *testing.T) {
	deep := append(bytes.Repeat([]byte{0x91}, 1000), 0xc0)
	for name, body := range map[string][]byte{
		"four billion elements": {3, 0xdd, 0xff, 0xff, 0xff, 0xff, 0x00},
		"four billion bytes":    {5, 0x91, 0xc6, 0xff, 0xff, 0xff, 0xff},
		"four billion pairs":    {3, 0xdf, 0xff, 0xff, 0xff, 0xff},
		"deep nesting":          append([]byte{3}, deep...),
		"an extension":          {3, 0xc7, 1, 1, 1},
		"nothing":               {3},
		"bytes behind the end":  {3, 0x90, 0x90},
		"no such kind":          {99, 0x90},
		"a string for a list":   {3, 0x91, 0xa1, 'x'},
	} {
		_, err := decodeMessage(body)
		require.ErrorIs(t, err, ErrMessage, name)
	}
	many, err := appendMessage(nil, &Orders{make([]game.Order, maxOrders+1)})
	require.NoError(t, err)
	_, err = decodeMessage(many[4:])
	require.ErrorContains(t, err, "orders: 65, and 64 are the most")
	_, err = readMessage(bytes.NewReader(binary.BigEndian.AppendUint32(nil, 1<<31)), maxFromClient)
	require.ErrorContains(t, err, "out of range")
}

func FuzzDecodeMessage(f *testing.F) {
	for _, m := range messages {
		b, err := appendMessage(nil, m)
		require.NoError(f, err)
		f.Add(b[4:])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		m, err := decodeMessage(b)
		if err != nil {
			return
		}
		_, err = appendMessage(nil, m)
		require.NoError(t, err)
	})
}
