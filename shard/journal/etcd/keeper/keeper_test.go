package keeper

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A server may go when those that stay and answer are a majority of those that stay.
func TestWhoMayBeRemoved(t *testing.T) {
	up, down, learns := Server{Name: "a"}, Server{Name: "b", Trouble: "away"}, Server{Name: "c", Learns: true}
	for _, c := range []struct {
		all []Server
		may bool
	}{
		{[]Server{up}, false},
		{[]Server{up, up}, true},
		{[]Server{up, down}, false},
		{[]Server{down, up}, true},
		{[]Server{up, up, down}, false},
		{[]Server{down, up, up}, true},
		{[]Server{down, up, down}, false},
		{[]Server{up, learns}, false},
		{[]Server{learns, up}, true},
		{[]Server{up, up, up, up, down}, true},
	} {
		require.Equal(t, c.may, removable(c.all, 0) == nil, "%+v", c.all)
	}
}
