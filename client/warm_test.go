package client

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/table"
	"muster/server/wire"
)

// The owner is gone from one moment to the next. Nobody notices but the standby: players and who watches go over as
// soon as it has won the match, also from a browser, and none of their orders is lost or done twice.
func TestWhenItsServerDiesAPlayerGoesOnByTheWarmLink(t *testing.T) {
	across(t, 2, func(t *testing.T, c *cluster, m []*member) {
		ann, ben, wim := c.join(m[0], "ann", 0), c.joinFromBrowser(m[0], "ben", 1), c.join(m[0], "wim", -1)
		all := []*seen{ann, ben, wim}
		c.standsBy(m[1], m[0])
		require.Equal(t, 3, m[1].door.WarmLinks("m"), "links are there beforehand")
		require.Equal(t, 3, m[0].door.Sessions("m"))
		require.Zero(t, m[1].door.Players())
		ann.orders(20)
		for _, s := range all {
			s.quiet()
		}
		_, err := ann.Order(game.Order{Kind: game.Hold}) // nobody will ever answer it there
		require.NoError(t, err)
		c.dies(m[0])
		time.Sleep(250 * time.Millisecond)
		h := c.bids(m[1])
		time.Sleep(200 * time.Millisecond)
		for _, s := range all {
			require.Less(t, s.quiet(), 450*time.Millisecond)
			moved, links := s.states()
			require.Equal(t, 1, moved)
			require.Equal(t, []LinkStatus{Connected}, links, "no player is told to wait")
			require.Equal(t, 1, s.Stats().Switches)
			require.Zero(t, s.Stats().Reconnects)
			require.Equal(t, m[1].addr.String(), s.Resume().Addr)
		}
		require.Equal(t, wire.QUICLink, ann.Stats().Link)
		require.Equal(t, wire.WebTransportLink, ben.Stats().Link)
		require.Equal(t, 3, m[1].door.Players())
		require.Zero(t, m[1].door.WarmLinks("m"))
		ann.orders(20)
		ann.requireAnswered(41)
		for seat := range uint8(2) {
			leader, _, _ := h.Player(seat, game.TicketID{})
			require.Equal(t, game.Player, leader, "AI has led no seat")
		}
		for _, s := range all {
			s.leave()
		}
	})
}

// A planned hand-over: the last view of the old owner and the first of the new one follow each other.
func TestAHandOverIsNotFelt(t *testing.T) {
	across(t, 2, func(t *testing.T, c *cluster, m []*member) {
		ann := c.join(m[0], "ann", 0)
		given := 0
		for n := range 4 { // and back, and again
			from, to := m[n%2], m[(n+1)%2]
			c.standsBy(to, from)
			ann.orders(5)
			given += 5
			ann.quiet()
			h, err := from.shard.Host("m")
			require.NoError(t, err)
			h.HandOver()
			ann.orders(5)
			given += 5
			require.LessOrEqual(t, ann.quiet(), 120*time.Millisecond)
			moved, links := ann.states()
			require.Equal(t, n+1, moved)
			require.Equal(t, []LinkStatus{Connected}, links)
			now, err := to.shard.Host("m")
			require.NoError(t, err)
			leader, _, _ := now.Player(0, game.TicketID{})
			require.Equal(t, game.Player, leader)
		}
		ann.requireAnswered(given)
		ann.leave()
	})
}

// The standby dies first: play goes on as if nothing was, and there is a new one.
func TestWhenTheStandbyDiesAnotherIsHeldOnTo(t *testing.T) {
	across(t, 3, func(t *testing.T, c *cluster, m []*member) {
		ann := c.join(m[0], "ann", 0)
		c.standsBy(m[1], m[0])
		ann.orders(5)
		ann.quiet()
		c.dies(m[1])
		ann.orders(60)
		c.standsBy(m[2], m[0])
		ann.orders(5)
		require.LessOrEqual(t, ann.quiet(), 120*time.Millisecond)
		require.Equal(t, 1, m[2].door.WarmLinks("m"))
		c.dies(m[0])
		time.Sleep(250 * time.Millisecond)
		c.bids(m[2])
		ann.orders(5)
		require.Less(t, ann.quiet(), 450*time.Millisecond)
		ann.requireAnswered(75)
		moved, links := ann.states()
		require.Equal(t, 1, moved)
		require.Equal(t, []LinkStatus{Connected}, links)
		ann.leave()
	})
}

// A standby that starts again has forgotten the links that it held; it is said to stand by once more, and they come.
func TestAStandbyThatStartsAgainIsHeldOnToAnew(t *testing.T) {
	across(t, 2, func(t *testing.T, c *cluster, m []*member) {
		ann := c.join(m[0], "ann", 0)
		c.standsBy(m[1], m[0])
		c.dies(m[1])
		time.Sleep(500 * time.Millisecond)
		c.cut(m[1].addr.IP.String(), false)
		again := c.open(2, m[1].keys)
		defer again.stop()
		require.NoError(t, again.shard.StandBy("m", 1))
		e := again.entry()
		e.Began = 1
		m[0].door.SetStandby("m", e)
		time.Sleep(400 * time.Millisecond)
		require.Equal(t, 1, again.door.WarmLinks("m"), "at once, while the old link may still look well")
		ann.leave()
		time.Sleep(time.Second)
		require.Zero(t, again.door.WarmLinks("m"), "who leaves holds no link")
	})
}

// The owner was only paused. It wakes up and goes on showing what it may; players are past that, and it finds out.
func TestAnOwnerThatWakesUpShowsNobodyAnythingOld(t *testing.T) {
	across(t, 2, func(t *testing.T, c *cluster, m []*member) {
		ann := c.join(m[0], "ann", 0)
		c.standsBy(m[1], m[0])
		ann.orders(10)
		old, err := m[0].shard.Host("m")
		require.NoError(t, err)
		c.cut(m[0].addr.IP.String(), true)
		m[0].store.set(true)
		time.Sleep(250 * time.Millisecond)
		c.bids(m[1])
		ann.orders(10)
		c.cut(m[0].addr.IP.String(), false)
		time.Sleep(300 * time.Millisecond)
		m[0].store.set(false)
		ann.orders(10)
		<-old.Done()
		ann.requireAnswered(30)
		moved, links := ann.states()
		require.Equal(t, 1, moved)
		require.Equal(t, []LinkStatus{Connected}, links)
		c.standsBy(m[0], m[1])
		require.Equal(t, 1, m[0].door.WarmLinks("m"), "and can be the standby now")
		ann.leave()
	})
}

// The link to the owner breaks, and nobody takes over: a player waits a moment on the warm link, is told after a
// second, and then looks for the match as ever.
func TestALinkThatBreaksAloneIsFoundAgain(t *testing.T) {
	across(t, 2, func(t *testing.T, c *cluster, m []*member) {
		ann := c.join(m[0], "ann", 0)
		c.standsBy(m[1], m[0])
		ann.orders(3)
		c.cut(m[0].addr.IP.String(), true)
		time.Sleep(2900 * time.Millisecond) // 2 s until the link counts as lost
		_, links := ann.states()
		require.Equal(t, []LinkStatus{Connected}, links)
		time.Sleep(time.Second)
		_, links = ann.states()
		require.Equal(t, []LinkStatus{Connected, Reconnecting}, links)
		c.cut(m[0].addr.IP.String(), false)
		time.Sleep(4 * time.Second)
		moved, links := ann.states()
		require.Zero(t, moved)
		require.Equal(t, []LinkStatus{Connected, Reconnecting, Connected}, links)
		require.Equal(t, 1, ann.Stats().Reconnects)
		ann.orders(3)
		ann.requireAnswered(6)
		require.Equal(t, 1, m[1].door.WarmLinks("m"), "and a warm link is there again")
		ann.leave()
	})
}

// Who is barred while the match is on its way is not let in where it comes: the seat's end is in the journal.
func TestWhoGaveTheSeatUpDoesNotComeOver(t *testing.T) {
	across(t, 2, func(t *testing.T, c *cluster, m []*member) {
		ann, ben := c.join(m[0], "ann", 0), c.join(m[0], "ben", 1)
		c.standsBy(m[1], m[0])
		h, err := m[0].shard.Host("m")
		require.NoError(t, err)
		h.Seat(game.SeatChange{Seat: 0, Leader: game.AI, Ticket: table.Over(1)}) // as the queue has it written
		time.Sleep(200 * time.Millisecond)
		c.dies(m[0]) // before anybody could tell her
		time.Sleep(250 * time.Millisecond)
		now := c.bids(m[1])
		time.Sleep(time.Second)
		moved, _ := ben.states()
		require.Equal(t, 1, moved)
		moved, _ = ann.states()
		require.Zero(t, moved)
		leader, _, _ := now.Player(0, game.TicketID{})
		require.Equal(t, game.AI, leader)
		ann.leave()
		ben.leave()
	})
}
