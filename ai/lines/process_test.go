package lines

import (
	"io"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// A line that still waits when the match ends takes no room of the last one: the bot reads both.
func TestTheLastLineIsWrittenAfterOneThatWaits(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	p := &process{in: make(chan []byte, 1), stop: make(chan struct{}), gone: make(chan struct{})}
	p.halt, p.shut = sync.OnceFunc(func() { close(p.stop) }), sync.OnceFunc(func() { close(p.in) })
	close(p.gone)
	require.True(t, p.Send([]byte("a turn\n")))
	p.End([]byte("the end\n")) // what the match had to say was said before anything was written
	p.write(w)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, "a turn\nthe end\n", string(got))
}
