package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/shard/replay"
)

// mined is the replay of a battle in which engineers laid a mine.
func mined(t *testing.T) []byte {
	s, err := assets.Embedded().Setup("convoy")
	require.NoError(t, err)
	w, v := game.New(s, 1), &game.View{}
	orders := []game.Order{{ // to the engineers, some steps before them
		Kind: game.LayMine, Seat: 1, Leader: game.AI, Squad: 3, X: 60 * game.ViewStep, Y: 19 * game.ViewStep, Seq: 1,
	}}
	record := replay.NewRecorder(s, 1)
	for range 600 {
		in := &game.Input{Orders: orders}
		record.Tick(w, in)
		w.Step(in)
		orders = nil
	}
	w.View(game.All, v)
	require.True(t, slices.ContainsFunc(v.Marks, isMine), "a mine was laid")
	file, err := replay.NewFile("m", record.End(w), nil)
	require.NoError(t, err)
	return file.Export()
}

func isMine(m game.Mark) bool { return m.Kind == game.Mine }

// filmed are films of a match that runs, and of the same one when it is over.
func filmed(t *testing.T, b []byte) *films {
	kept := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) })
	soFar := func(context.Context, string) ([]byte, error) { return b, nil }
	c := api.NewClient(here, &http.Client{Transport: inProcess{to: kept}})
	f := newFilms(c, soFar, slog.New(slog.DiscardHandler))
	t.Cleanup(f.close)
	return f
}

// Of a match that runs no spectator is shown where mines lie, as far back as they go; when it is over they are there.
func TestMinesAreDrawnWhenTheMatchIsOver(t *testing.T) {
	f := filmed(t, mined(t))
	runs := f.open(&api.Match{ID: "m"}, true, time.Now())
	hidden, err := f.picture(t.Context(), runs, 600)
	require.NoError(t, err)
	require.NotEmpty(t, runs.player.View(game.All).Marks, "the records have it")
	require.False(t, slices.ContainsFunc(runs.view().Marks, isMine))
	over := f.open(&api.Match{ID: "m", Ended: time.Now(), Replay: "v1/matches/m/replay"}, true, time.Now())
	shown, err := f.picture(t.Context(), over, 600)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(over.view().Marks, isMine))
	require.False(t, bytes.Equal(hidden, shown))
	for _, b := range [][]byte{hidden, shown} {
		_, err := png.Decode(bytes.NewReader(b))
		require.NoError(t, err)
	}
}

// However many matches are asked for, few replays are fetched at once. Who waits for too long is told so.
func TestFewFilmsAreFetchedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		hold, away := make(chan struct{}), errors.New("away")
		f := newFilms(nil, func(context.Context, string) ([]byte, error) {
			asked.Add(1)
			<-hold
			return nil, away
		}, slog.New(slog.DiscardHandler))
		defer f.close()
		var all []*film
		for i := range 3 * maxFilms {
			all = append(all, f.open(&api.Match{ID: fmt.Sprint(i)}, true, time.Now()))
		}
		synctest.Wait()
		require.EqualValues(t, maxFilms, asked.Load())
		time.Sleep(filmWithin)
		synctest.Wait()
		require.EqualValues(t, maxFilms, asked.Load())
		close(hold)
		late := 0
		for _, one := range all {
			<-one.ready
			if errors.Is(one.err, errManyFilms) {
				late++
			} else {
				require.ErrorIs(t, one.err, away)
			}
		}
		require.Equal(t, 2*maxFilms, late)
		next := f.open(&api.Match{ID: "next"}, true, time.Now())
		<-next.ready
		require.ErrorIs(t, next.err, away, "there is room again")
	})
}

// A moment that cannot be shown is refused, so that the page says so, and is in the log; it is no grey picture.
func TestAMomentThatCannotBeShownIsSaid(t *testing.T) {
	var said bytes.Buffer
	f := filmed(t, mined(t))
	f.soFar = func(context.Context, string) ([]byte, error) { return []byte("no replay"), nil }
	match := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"id":"m"}`) })
	c := &Console{cfg: Config{Log: slog.New(slog.NewTextHandler(&said, nil))}, films: f}
	r := httptest.NewRequest(http.MethodGet, "/console/matches/m/picture.png?tick=3", nil)
	r.SetPathValue("id", "m")
	v := &visit{r: r, session: &session{
		api: api.NewClient(here, &http.Client{Transport: inProcess{to: match}}), machine: true,
	}}
	w := httptest.NewRecorder()
	c.servePicture(w, r, v)
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Contains(t, w.Body.String(), "this is no exported replay")
	require.Contains(t, said.String(), "a moment of a match cannot be shown")
}

// A replay of a match that runs grows: what was folded stays, and what was written since is added. A match that was
// restored from a backup has other records, and is read anew.
func TestAFilmOfAMatchThatRunsGrows(t *testing.T) {
	whole, err := replay.Import(mined(t), replay.Anybody)
	require.NoError(t, err)
	upTo := func(match string, n int) []byte {
		return (&replay.File{Match: match, Records: whole.Records[:n:n]}).Export()
	}
	file, now := upTo("m", 2), time.Now()
	var away error
	soFar := func(context.Context, string) ([]byte, error) { return file, away }
	f := newFilms(nil, soFar, slog.New(slog.DiscardHandler))
	defer f.close()
	open := func() *film {
		one := f.open(&api.Match{ID: "m"}, true, now)
		<-one.ready
		require.ErrorIs(t, one.err, away)
		now = now.Add(filmAgain + time.Minute)
		f.all["m"].used = now
		return one
	}
	first := open()
	_, err = f.picture(t.Context(), first, first.Last)
	require.NoError(t, err)
	away = errors.New("the shard is away")
	open()
	away, file = nil, upTo("m", 4)
	longer := open()
	require.Greater(t, longer.Last, first.Last)
	require.Same(t, first.player, longer.player, "it goes on from what is folded")
	require.Nil(t, longer.before, "what was before is kept no longer")
	_, err = f.picture(t.Context(), longer, longer.Last)
	require.NoError(t, err)
	require.Equal(t, longer.Last, longer.player.Tick())
	_, err = f.picture(t.Context(), first, longer.Last)
	require.NoError(t, err)
	require.Equal(t, first.Last, longer.player.Tick(), "a page that has the shorter one sees as much of it")
	same := open()
	require.Same(t, first.player, same.player)
	require.Equal(t, longer.Last, same.Last)

	file = upTo("m", 3)
	require.NotSame(t, first.player, open().player, "records are missing")
}
