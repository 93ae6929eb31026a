package wire

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// channel is one end of a channel of messages in memory. holds is how many the way there takes before Write waits.
type channel struct {
	in, out chan []byte
	over    chan struct{} // closed with either end
	close   func()
}

func newChannel(holds int) (a, b *channel) {
	there, back, over := make(chan []byte, holds), make(chan []byte, holds), make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	context.AfterFunc(ctx, func() { close(over) })
	return &channel{back, there, over, cancel}, &channel{there, back, over, cancel}
}

func (c *channel) Read(ctx context.Context) ([]byte, error) {
	select {
	case b := <-c.in:
		return b, nil
	default:
	}
	select {
	case b := <-c.in:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.over:
		return nil, errors.New("the channel is closed")
	}
}

func (c *channel) Write(ctx context.Context, b []byte) error {
	select {
	case c.out <- bytes.Clone(b):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-c.over:
		return errors.New("the channel is closed")
	}
}

func (c *channel) Close(uint32, string) error {
	c.close()
	return nil
}

func overChannel(*testing.T) (client, server Conn) {
	a, b := newChannel(4)
	return OverMessages(a, "server", ClientEnd), OverMessages(b, "client", ServerEnd)
}

// A reader that stands still for a while reads what had left before, and then the newest view: none of those between.
func TestASlowReaderGetsTheNewestView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far, near := newChannel(1)
		server := OverMessages(near, "client", ServerEnd)
		defer server.Close(Left, "")
		for n := range byte(100) {
			require.True(t, server.SendNow([]byte{n}), "nobody waits for the reader")
			synctest.Wait()
		}
		var read []byte
		for range 3 {
			b, err := far.Read(t.Context())
			require.NoError(t, err)
			read = append(read, b[1])
			synctest.Wait()
		}
		require.Equal(t, []byte{0, 1, 99}, read, "one on the way, one being written, the newest")
	})
}

func TestAReaderThatStandsStillEndsTheLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, near := newChannel(0)
		server := OverMessages(near, "client", ServerEnd)
		began := time.Now()
		require.True(t, server.SendNow([]byte{1}))
		<-server.Done()
		require.Equal(t, sendTime, time.Since(began))
		var closed *CloseError
		require.ErrorAs(t, server.Err(), &closed)
		require.Equal(t, TimedOut, closed.Reason)
		require.False(t, server.SendNow([]byte{2}))

		began = time.Now()
		_, near = newChannel(0)
		server = OverMessages(near, "client", ServerEnd)
		require.NoError(t, server.Close(Left, "nobody hears it"))
		require.Equal(t, byeTime, time.Since(began), "it is not waited for long")
	})
}

// What is sent and not read is memory of the receiver's: more than two messages wait at the sender. Views pass by.
func TestControlMessagesThatNobodyReadsWaitAtTheSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newChannel(0)
		client, server := OverMessages(a, "server", ClientEnd), OverMessages(b, "client", ServerEnd)
		defer client.Close(Left, "")
		large := &Renew{Token: make([]byte, maxFromClient-100)}
		sent := 0
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for client.Send(ctx, large) == nil {
			sent++
		}
		require.Equal(t, 3, sent, "two are held, one is in the reader's hand")
		_, err := server.Receive(t.Context())
		require.NoError(t, err)
	})
}

// Short messages take memory, too, and there is room for few of them; long frames that no client sends are dropped.
func TestWhatIsShortCostsMoreThanItsBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far, near := newChannel(0)
		server := OverMessages(near, "client", ServerEnd)
		defer server.Close(Left, "")
		require.NoError(t, far.Write(t.Context(), append([]byte{aFrame}, make([]byte, maxDatagram+1)...)))
		require.NoError(t, far.Write(t.Context(), append([]byte{aFrame}, make([]byte, maxDatagram)...)))
		b, err := server.ReceiveFrame(t.Context())
		require.NoError(t, err)
		require.Len(t, b, maxDatagram)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		sent := 0
		for far.Write(ctx, []byte{aControl, 1}) == nil {
			sent++
		}
		require.Equal(t, 2*maxFromClient/readAhead+1, sent, "of two bytes each")
	})
}

// A WebSocket may die without a word. Whoever hears nothing for two seconds knows; who hears answers knows how far away
// the other end is.
func TestSilenceEndsALinkThatMayDieSilently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newChannel(4)
		client := newPost(a, "server", ClientEnd.limit(), WebSocketLink)
		server := newPost(b, "client", ServerEnd.limit(), WebSocketLink)
		time.Sleep(time.Hour)
		require.NoError(t, client.Err())
		require.NoError(t, server.Err())
		require.Positive(t, client.Stats().RTTMicros)

		_, alone := newChannel(100)
		lost := newPost(alone, "nobody", ServerEnd.limit(), WebSocketLink)
		began := time.Now()
		<-lost.Done()
		require.Less(t, time.Since(began), idleTime+2*keepAliveEvery)
		var closed *CloseError
		require.ErrorAs(t, lost.Err(), &closed)
		require.Equal(t, TimedOut, closed.Reason)
		client.Close(Left, "")
		<-server.Done()
	})
}

// A process that stood still for longer than silence lasts finds what came meanwhile unread: that is no silence.
func TestWhoStoodStillReadsFirst(t *testing.T) {
	var p pulse
	now := time.Now()
	p.heard(now)
	for range 3 {
		now = now.Add(keepAliveEvery)
		require.False(t, p.silent(now))
	}
	now = now.Add(time.Minute)
	require.False(t, p.silent(now), "it may have come")
	require.True(t, p.silent(now.Add(keepAliveEvery)), "it has not")
	p.heard(now)
	require.False(t, p.silent(now.Add(2*keepAliveEvery)))
}

// Whatever bytes come, the link ends with a reason or lives on; nothing that they claim is believed.
func TestHostileMessagesEndTheirLink(t *testing.T) {
	for name, b := range map[string][]byte{
		"nothing":                 {},
		"an unknown first byte":   {99, 1, 2},
		"no control message":      {aControl},
		"one that is too long":    append([]byte{aControl}, make([]byte, maxFromClient+1)...),
		"four billion elements":   {aControl, 3, 0xdd, 0xff, 0xff, 0xff, 0xff, 0},
		"a ping of any size":      append([]byte{aPing}, make([]byte, 1<<16)...),
		"a goodbye without a why": {aBye, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				far, near := newChannel(4)
				server := OverMessages(near, "client", ServerEnd)
				require.NoError(t, far.Write(t.Context(), b))
				_, err := server.Receive(t.Context())
				var closed *CloseError
				require.ErrorAs(t, err, &closed)
				require.False(t, closed.Remote)
				<-server.Done()
				if closed.Reason == BadMessage {
					bye, err := far.Read(t.Context())
					require.NoError(t, err)
					require.Equal(t, byte(aBye), bye[0])
					require.Equal(t, BadMessage, Reason(binary.BigEndian.Uint32(bye[1:])&0xff))
				}
			})
		})
	}
}

// Noise costs what it weighs, and ends the link at the first byte that no link knows.
func TestNoiseCostsLittle(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		synctest.Test(t, func(t *testing.T) {
			far, near := newChannel(1000)
			server := OverMessages(near, "client", ServerEnd)
			go func() {
				for {
					if _, err := server.Receive(context.Background()); err != nil {
						return
					}
				}
			}()
			for range 20 {
				b := hostile(rng)[:rng.IntN(200)]
				_ = far.Write(t.Context(), append([]byte{byte(rng.IntN(6))}, b...)) // until it is closed
			}
			synctest.Wait()
			server.Close(Left, "")
			require.Error(t, server.Err())
		})
	}
}

func FuzzMessages(f *testing.F) {
	for _, m := range messages {
		b, err := appendBody([]byte{aControl}, m)
		require.NoError(f, err)
		f.Add(b, []byte{aFrame, 1})
	}
	f.Add([]byte{aPing, 1}, []byte{aBye, 0, 0, 0, 1, 'x'})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		synctest.Test(t, func(t *testing.T) {
			far, near := newChannel(100)
			server := OverMessages(near, "client", ServerEnd)
			require.NoError(t, far.Write(t.Context(), first))
			_ = far.Write(t.Context(), second) // the first one may have ended the link
			for range 2 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
				if m, err := server.Receive(ctx); err == nil {
					_, err := appendMessage(nil, m)
					require.NoError(t, err, "what was read can be said")
				}
				cancel()
			}
			server.Close(Left, "")
		})
	})
}
