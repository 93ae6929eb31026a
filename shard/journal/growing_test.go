package journal

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Another process follows what is written, over the edge of segments and through writes that are
// half done when it looks.
func TestAnotherProcessFollows(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	defer s.Close()
	s.log.bytes = 2000
	other, err := ReadFiles(path)
	require.NoError(t, err)
	const n = 150
	ctx, moved := WhileItMoves(t)
	go func() {
		head, other := Hash{}, Hash{}
		for i := range n {
			head, _ = add(s, "a", head, fmt.Sprintf("record %d of a", i+1))
			other, _ = add(s, "b", other, "beside it")
			moved()
			time.Sleep(time.Millisecond)
		}
	}()
	next := 1
	for recs, err := range other.Follow(ctx, "a", 1) {
		require.NoError(t, err)
		moved()
		for _, r := range recs {
			require.EqualValues(t, next, r.Number)
			require.Equal(t, fmt.Sprintf("record %d of a", next), string(r.Payload))
			next++
		}
		if next > n {
			break
		}
	}
	require.Equal(t, n+1, next)
	segments, _ := Directory(path).Segments()
	require.Greater(t, len(segments), 2)
}

// Who looks while a segment is being begun, at any byte of it, sees all of it in the end.
func TestAFollowerSeesASegmentBegin(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	s.log.bytes = 200
	head := Hash{}
	for i := range 10 {
		var err error
		head, err = add(s, "a", head, fmt.Sprintf("record %d", i+1))
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	names, err := dir(path).Segments()
	require.NoError(t, err)
	require.Len(t, names, 2)
	second, err := os.ReadFile(names[1])
	require.NoError(t, err)
	for cut := range second {
		require.NoError(t, os.Remove(names[1]))
		g := growing{disk: dir(path)}
		require.NoError(t, g.refresh())
		for _, b := range [][]byte{second[:cut], second[:cut], second} {
			require.NoError(t, os.WriteFile(names[1], b, 0o600))
			require.NoError(t, g.refresh())
		}
		require.EqualValues(t, 10, g.ix.zones["a"].count, "it looked when %d of %d bytes were there", cut, len(second))
		require.Empty(t, g.ix.damage)
	}
}

// WhileItMoves is a context that ends a minute after the last call of moved: disks may be slow,
// but a test must not hang.
func WhileItMoves(t *testing.T) (ctx context.Context, moved func()) {
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	patience := time.AfterFunc(time.Minute, stop)
	t.Cleanup(func() { patience.Stop() })
	return ctx, func() { patience.Reset(time.Minute) }
}

func TestAFollowerIsToldOfDamage(t *testing.T) {
	path := fill(t, 9)
	g := growing{disk: dir(path)}
	require.NoError(t, g.refresh())
	name := g.last
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	whole := appendFrame(nil, &frame{kind: recordFrame, zone: 0, number: 99, payload: []byte("from nowhere")})
	for _, tail := range [][]byte{
		{frameMark, 1, 2},
		append([]byte{frameMark, 1, 2, 3}, whole...),
		append([]byte{frameMark, 1, 2, 3}, appendFrame(nil, &frame{kind: recordFrame, first: true, number: 99})...),
	} {
		require.NoError(t, os.WriteFile(name, append(b[:len(b):len(b)], tail...), 0o600))
		require.NoError(t, g.refresh())
	}
	require.NotEmpty(t, g.ix.damage, "what does not add up and has whole frames behind it is damage")
}
