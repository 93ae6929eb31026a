package host

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/game"
)

// twin is a match that says what the test tells it to.
type twin struct {
	Match
	says chan client.Update
}

func (t *twin) Next(ctx context.Context) (client.Update, error) {
	select {
	case u := <-t.says:
		return u, nil
	case <-ctx.Done():
		return client.Update{}, ctx.Err()
	}
}

// story runs in virtual time with a match being followed.
func story(t *testing.T, tell func(t *testing.T, f *Follower, says func(client.Update))) {
	synctest.Test(t, func(t *testing.T) {
		m := &twin{says: make(chan client.Update)}
		f := Follow(m, nil)
		defer f.Stop()
		tell(t, f, func(u client.Update) {
			m.says <- u
			synctest.Wait()
		})
	})
}

func TestWhatCameIsTakenOnceWithItsTime(t *testing.T) {
	story(t, func(t *testing.T, f *Follower, says func(client.Update)) {
		require.Empty(t, f.Drain().Views, "taking waits for nothing")
		begun := time.Now()
		for tick := range game.Tick(3) {
			says(client.Update{View: &game.View{Tick: tick}, Answers: []game.Answer{{Seq: uint32(tick)}}})
			time.Sleep(50 * time.Millisecond)
		}
		h := f.Drain()
		require.Len(t, h.Views, 3)
		require.Len(t, h.Answers, 3)
		require.Equal(t, 100*time.Millisecond, h.Views[2].At.Sub(begun))
		require.Empty(t, f.Drain().Views)
		require.Empty(t, f.Drain().Answers)
	})
}

func TestTheLinkIsRememberedUntilItChanges(t *testing.T) {
	story(t, func(t *testing.T, f *Follower, says func(client.Update)) {
		says(client.Update{Link: client.Reconnecting})
		require.Equal(t, client.Reconnecting, f.Drain().Link)
		require.Equal(t, client.Reconnecting, f.Drain().Link)
		says(client.Update{Link: client.Reconnecting, Stopped: true})
		require.True(t, f.Drain().Stopped)
		require.True(t, f.Drain().Stopped)
		gone := errors.New("gone")
		says(client.Update{Link: client.Closed, Err: gone})
		require.Equal(t, gone, f.Drain().Err)
		<-f.done // a closed link says nothing more, and is not asked for ever
	})
}

func TestAMoveIsToldOnce(t *testing.T) {
	story(t, func(t *testing.T, f *Follower, says func(client.Update)) {
		says(client.Update{Moved: true})
		says(client.Update{})
		h := f.Drain()
		require.True(t, h.Moved)
		require.Equal(t, client.Connected, h.Link)
		require.False(t, f.Drain().Moved)
	})
}

func TestAWindowThatIsNotDrawnKeepsLittle(t *testing.T) {
	story(t, func(t *testing.T, f *Follower, says func(client.Update)) {
		for tick := range game.Tick(500) {
			says(client.Update{View: &game.View{Tick: tick}})
		}
		views := f.Drain().Views
		require.Len(t, views, maxHeard)
		require.EqualValues(t, 499, views[maxHeard-1].View.Tick, "the newest are kept")
	})
}

func TestStopEndsTheListening(t *testing.T) {
	story(t, func(t *testing.T, f *Follower, _ func(client.Update)) {
		f.Stop()
		<-f.done
	})
}

// What was lost when the server was restored from a backup is not shown any more, though the
// window had not drawn it yet.
func TestARestoredMatchBeginsAnew(t *testing.T) {
	story(t, func(t *testing.T, f *Follower, says func(client.Update)) {
		says(client.Update{View: &game.View{Tick: 900}, Answers: []game.Answer{{Seq: 8, Tick: 890}}})
		says(client.Update{Restored: true})
		says(client.Update{View: &game.View{Tick: 300}, Answers: []game.Answer{{Seq: 3, Tick: 299}}})
		h := f.Drain()
		require.True(t, h.Restored)
		require.Len(t, h.Views, 1)
		require.EqualValues(t, 300, h.Views[0].View.Tick)
		require.Equal(t, []game.Answer{{Seq: 3, Tick: 299}}, h.Answers)
		require.False(t, f.Drain().Restored)
	})
}
