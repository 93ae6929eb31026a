package console

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
)

// refusing is an API that lets nobody watch.
type refusing struct {
	asked  atomic.Int64
	status atomic.Int64
}

func (a *refusing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/watch") {
		a.asked.Add(1)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(int(a.status.Load()))
	fmt.Fprint(w, `{"title":"no","detail":"the shard at 192.0.2.1:7777 is away"}`)
}

func refusedBattles(status int) (*battles, *refusing) {
	a := &refusing{}
	a.status.Store(int64(status))
	c := api.NewClient(here, &http.Client{Transport: inProcess{to: a}})
	return newBattles(c, slog.New(slog.DiscardHandler)), a
}

func (b *battles) watched() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.all)
}

// What cannot be watched says why, holds nobody up, is tried again after a while if somebody still looks, and is
// forgotten else.
func TestABattleThatIsRefusedIsTriedAgainLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, a := refusedBattles(http.StatusServiceUnavailable)
		for range 30 { // half a minute, a look a second
			file, err := b.picture(t.Context(), "m")
			require.NoError(t, err)
			require.Nil(t, file)
			now := b.now("m")
			require.Contains(t, []battleState{battleRefused, ""}, now.State)
			require.NotContains(t, now.Why, "192.0.2.1", "addresses are told to nobody")
			time.Sleep(time.Second)
		}
		require.InDelta(t, 6, a.asked.Load(), 2, "once in five seconds")
		time.Sleep(watchAgain)
		synctest.Wait()
		require.Zero(t, b.watched())
		a.status.Store(http.StatusGone)
		_, err := b.picture(t.Context(), "m")
		require.NoError(t, err)
		require.Equal(t, battleOver, b.now("m").State)
		b.close()
		require.Zero(t, b.watched())
		_, err = b.picture(t.Context(), "m")
		require.NoError(t, err)
		require.Zero(t, b.watched(), "nothing is watched any more")
	})
}

// Of more matches than may be watched at once one has no picture, and says so.
func TestNoMoreBattlesThanMayBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, a := refusedBattles(http.StatusServiceUnavailable)
		for i := range maxBattles + 3 {
			_, err := b.picture(t.Context(), fmt.Sprint("m", i))
			require.NoError(t, err)
		}
		require.EqualValues(t, maxBattles, a.asked.Load())
		require.Equal(t, battleMany, b.now("other").State)
		time.Sleep(watchAgain)
		synctest.Wait()
		require.Equal(t, battleNow{}, b.now("other"), "there is room again")
		b.close()
	})
}

// A lost link leaves the old picture there and says so; a new one goes on with it, another server too; what a backup
// took back is shown no more.
func TestABattleGoesOnAfterItsLinkWasLost(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	at, one := time.Now(), &battle{first: make(chan struct{}), state: battleOpening}
	b := &battles{all: map[string]*battle{"m": one}}
	draw := func() []byte {
		at = at.Add(pictureEvery)
		file, err := one.draw(at)
		require.NoError(t, err)
		return file
	}
	view := func(seed uint64, tick game.Tick) *game.View {
		v := &game.View{}
		game.New(s, seed).View(game.All, v)
		v.Tick = tick
		return v
	}
	one.linked(s)
	require.Equal(t, battleEarly, b.now("m").State)
	require.Nil(t, draw())
	one.update(&client.Update{View: view(1, 10)})
	first := draw()
	require.NotEmpty(t, first)
	require.Equal(t, battleNow{State: battleLive, Tick: 10, Setup: s}, b.now("m"))
	one.update(&client.Update{Link: client.Reconnecting})
	require.Equal(t, first, draw())
	require.Equal(t, battleAway, b.now("m").State)
	one.update(&client.Update{Moved: true, View: view(1, 12)})
	require.Equal(t, first, draw(), "of the same place")
	require.Equal(t, battleNow{State: battleLive, Tick: 12, Setup: s}, b.now("m"))
	one.update(&client.Update{Restored: true})
	require.Equal(t, battleEarly, b.now("m").State)
	require.Nil(t, draw())
	one.update(&client.Update{View: view(1, 3)})
	require.NotNil(t, draw())
	require.Equal(t, game.Tick(3), b.now("m").Tick)
	one.update(&client.Update{Link: client.Closed, Err: errors.New("gone")})
	one.fail(errors.New("gone"))
	require.Equal(t, battleRefused, b.now("m").State)
	require.NotNil(t, draw(), "the last one stays as long as it may")
}

// There is one picture a second, however often it is asked for.
func TestOnePictureASecond(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	one := &battle{first: make(chan struct{})}
	one.linked(s)
	w, now := game.New(s, 1), time.Now()
	drawn := map[game.Tick]bool{}
	for range 100 { // five seconds
		v := &game.View{}
		w.View(game.All, v)
		one.update(&client.Update{View: v})
		_, err := one.draw(now)
		require.NoError(t, err)
		drawn[one.shown.Tick] = true
		w.Step(&game.Input{})
		now = now.Add(50 * time.Millisecond)
	}
	require.Len(t, drawn, 6)
}
