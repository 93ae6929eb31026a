package console

import (
	"bufio"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// stream is the live part of a page, as a browser reads it.
type stream struct {
	*http.Response
	lines *bufio.Scanner
}

func (b *browser) follow(path string) *stream {
	resp, err := b.http.Get(b.url + path)
	require.NoError(b.t, err)
	require.Equal(b.t, http.StatusOK, resp.StatusCode)
	require.Equal(b.t, "text/event-stream", resp.Header.Get("Content-Type"))
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	return &stream{resp, lines}
}

// next is the next event, without comments; empty when the stream has ended.
func (s *stream) next() string {
	var b strings.Builder
	for s.lines.Scan() {
		switch line := s.lines.Text(); {
		case line == "" && b.Len() > 0:
			return b.String()
		case line != "" && line[0] != ':':
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// A live part is sent when it has changed, made once for all who see the same, and by role.
func TestALivePartIsMadeOnceForAll(t *testing.T) {
	s := newStage(t)
	s.account("Vera", api.RoleViewer)
	s.account("Olga", api.RoleOperator)
	var all []*stream
	for range 10 {
		all = append(all, s.signedIn("Vera").follow("/console/live/"))
	}
	all = append(all, s.signedIn("Olga").follow("/console/live/"))
	for _, one := range all {
		defer one.Body.Close()
		require.Contains(t, one.next(), "There is no shard")
	}
	s.c.feeds.mu.Lock()
	for key, f := range s.c.feeds.all {
		require.Len(t, f.readers, map[api.Role]int{api.RoleViewer: 10, api.RoleOperator: 1}[key.role])
	}
	require.Len(t, s.c.feeds.all, 2, "one for each role")
	s.c.feeds.mu.Unlock()
	why := "match m1 is quarantined on shard-1: <b>" + "at 10.0.0.5"
	s.trouble.Store(&why)
	var read sync.WaitGroup
	for _, one := range all {
		read.Go(func() {
			if e := one.next(); !strings.Contains(e, "&lt;b&gt;at (address)") {
				t.Errorf("not the trouble: %s", e)
			}
		})
	}
	read.Wait()
}

// A live page ends with its session.
func TestALivePageEndsWithItsSession(t *testing.T) {
	s := newStage(t)
	s.account("Vera", api.RoleViewer)
	b := s.signedIn("Vera")
	one := b.follow("/console/live/")
	defer one.Body.Close()
	require.NotEmpty(t, one.next())
	for _, v := range s.open() {
		s.c.sessions.end(v)
	}
	for e := one.next(); e != ""; e = one.next() { // what was on its way
	}
	require.NoError(t, one.lines.Err())
}
