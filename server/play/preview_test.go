package play

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// matches knows one that runs, and one that has ended whose replay cannot be read.
type matches struct{ fetched atomic.Int32 }

func (m *matches) Match(_ context.Context, id string) (api.Match, error) {
	switch id {
	case "runs":
		return api.Match{ID: id, Scenario: "duel"}, nil
	case "over":
		return api.Match{ID: id, Scenario: "duel", Ended: time.Unix(1, 0), Replay: "there"}, nil
	}
	return api.Match{}, errors.New("nobody knows it")
}

func (m *matches) Replay(context.Context, string) ([]byte, error) {
	m.fetched.Add(1)
	time.Sleep(time.Second)
	return []byte("none"), nil
}

func TestALinkHasATitleAndOfWhatIsOverAPicture(t *testing.T) {
	h, err := New(Config{
		Files: built(t), Matches: &matches{},
		Name: func(s string) string { return "The <" + s + ">" },
	})
	require.NoError(t, err)
	for path, want := range map[string]string{
		"/play": "Commander&#39;s Challenge", "/watch/runs": "The &lt;duel&gt;", "/replay/over": "The &lt;duel&gt;",
		"/replay/nobody": "Commander&#39;s Challenge",
	} {
		text := body(t, get(t, h, path).Body)
		require.Contains(t, text, `og:title" content="`+want, path)
		require.Equal(t, path == "/replay/over", strings.Contains(text, `content="http://example.com/replay/over/picture.png"`),
			"%s: a picture of what runs would show now what is to be seen later", path)
	}
	require.Equal(t, http.StatusNotFound, get(t, h, "/replay/runs/picture.png").StatusCode)
}

// A crowd that looks at one link has its picture drawn once; what could not be drawn may be tried again.
func TestAPictureIsDrawnOnceForACrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &matches{}
		p := newPictures(m)
		first := p.open("over", time.Now())
		for range 10 {
			require.Same(t, first, p.open("over", time.Now()))
		}
		<-first.ready
		synctest.Wait()
		require.Error(t, first.err)
		require.EqualValues(t, 1, m.fetched.Load())
		require.NotSame(t, first, p.open("over", time.Now()))
		for i := range 2 * maxPictures {
			p.open(string(rune('a'+i)), time.Now())
			time.Sleep(time.Millisecond)
		}
		require.LessOrEqual(t, len(p.made), maxPictures, "what nobody looks at goes")
		time.Sleep(time.Minute)
		synctest.Wait()
	})
}
