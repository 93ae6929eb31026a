//go:build !race

package play_test

import (
	"database/sql"
	"image/png"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
)

// operator is an account that may end matches.
func operator(t *testing.T, queue *api.Client, data string) *api.Client {
	s, err := queue.Register(t.Context(), "Olga", "correct horse")
	require.NoError(t, err)
	db, err := sql.Open("sqlite", filepath.Join(data, "queue", "matchmaker.db"))
	require.NoError(t, err)
	defer db.Close()
	require.Eventually(t, func() bool {
		_, err := db.ExecContext(t.Context(), `update accounts set role = 'operator' where player = ?`, s.Player)
		return err == nil
	}, time.Minute, 10*time.Millisecond)
	return queue.In(s, nil)
}

// fought is a match that ran for a moment and was ended: its replay is there.
func (p *players) fought(t *testing.T) (match string) {
	queue := api.NewClient(p.url, nil)
	guest, err := queue.Guest(t.Context(), "Ann")
	require.NoError(t, err)
	seat, err := queue.In(guest, nil).Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	player, err := client.Dial(t.Context(), client.Config{Join: client.Join{
		Addr: seat.Addr, Others: seat.OtherAddrs, CertHash: seat.CertHash, Match: seat.Match, Ticket: seat.Join,
	}})
	require.NoError(t, err)
	defer player.Close()
	for tick := game.Tick(0); tick < 80; { // some to look at
		u, err := player.Next(t.Context())
		require.NoError(t, err)
		require.NotEqual(t, client.Closed, u.Link, "%v", u.Err)
		if u.View != nil {
			tick = u.View.Tick
		}
	}
	p.ended(t, seat.Match)
	return seat.Match
}

// ended ends a match and says where its replay is.
func (p *players) ended(t *testing.T, match string) (link string) {
	require.NoError(t, p.machine.End(t.Context(), match))
	require.Eventually(t, func() bool {
		m, err := p.machine.Match(t.Context(), match)
		link = m.Replay
		return err == nil && link != ""
	}, time.Minute, 100*time.Millisecond)
	return link
}

// A link to a replay leads to its tick, for somebody who has never been here.
func (p *players) replay(t *testing.T) {
	p.Begin(t)
	match := p.fought(t)
	p.Do(chromedp.Navigate(p.url + "/replay/" + match + "?tick=40"))
	s := p.shows("the replay's tick", func(s shown) bool { return s.Scene == "replay" && s.Tick >= 40 })
	require.Less(t, s.Tick, 400)
	p.Picture("replay")
	require.Empty(t, s.Error)
	require.Empty(t, p.complaints())
	p.posted(t, match)
}

// posted is what others see of a link that was posted: a picture of the battle.
func (p *players) posted(t *testing.T, match string) {
	at := js[string](p.chrome, `document.querySelector('meta[property="og:image"]').content`)
	require.Equal(t, p.url+"/replay/"+match+"/picture.png", at)
	resp, err := http.Get(at)
	require.NoError(t, err)
	defer resp.Body.Close()
	img, err := png.Decode(resp.Body)
	require.NoError(t, err)
	require.Greater(t, img.Bounds().Dx(), 600)
}

// A link to a battle of one's own begins it, with the server inside the page.
func (p *players) alone(t *testing.T) {
	p.Begin(t)
	p.Do(chromedp.Navigate(p.url + "/play?scenario=duel&level=recruit"))
	s := p.shows("a battle of one's own", func(s shown) bool { return s.Tick > 20 || s.Error != "" })
	require.Equal(t, "battle", s.Scene)
	require.Empty(t, s.Error)
	require.Equal(t, "inside", s.Link)
	require.Empty(t, p.complaints())
}

// What a link names and nobody knows is told of.
func (p *players) nowhere(t *testing.T) {
	p.Begin(t)
	for _, link := range []string{"/play?match=nobody", "/replay/nobody", "/watch/nobody", "/play?scenario=nowhere"} {
		p.Do(chromedp.Navigate(p.url + link))
		s := p.shows("why there is nothing", func(s shown) bool { return s.Error != "" })
		require.Contains(t, s.Error, "no", link)
		p.complaints() // the browser tells of each answer that is no 200
	}
	p.Picture("nowhere")
}
