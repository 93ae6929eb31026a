package journal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// orderly is a directory that notes when segments go: what gives their zones up must be durable before.
type orderly struct {
	Disk
	syncs   int // of the segment that is being written
	removed []int
}

type orderlyFile struct {
	File
	disk *orderly
}

func (o *orderly) Create(name string) (File, error) {
	f, err := o.Disk.Create(name)
	o.syncs = 0
	return orderlyFile{f, o}, err
}

func (o *orderly) Remove(name string) error {
	o.removed = append(o.removed, o.syncs)
	return o.Disk.Remove(name)
}

func (f orderlyFile) Sync() error {
	f.disk.syncs++
	return f.File.Sync()
}

// A process was killed when it had written that a zone is given up, and nobody knows whether that was synced. The next
// one writes it again; only when that is durable do the zone's records go: a power cut between the two would leave a
// chain without its front.
func TestNothingGoesForWhatMayNotBeDurable(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	head, err := add(s, "a", Hash{}, "record 1 of a")
	require.NoError(t, err)
	require.NoError(t, s.Close())
	s = openDir(t, path)
	_, err = add(s, "a", head, "record 2 of a")
	require.NoError(t, err)
	require.NoError(t, s.GiveUp("a"))
	require.NoError(t, s.Close())
	disk := &orderly{Disk: Directory(path)}
	log, err := OpenLog(disk)
	require.NoError(t, err)
	require.NoError(t, log.Close())
	require.NotEmpty(t, disk.removed)
	for _, syncs := range disk.removed {
		require.Equal(t, 2, syncs, "the new segment's head, and what gives the zone up")
	}
}

// A zone is given up, begun anew and given up again while the first of this is being written. Who begins it once more
// holds it alone.
func TestAZoneGivenUpTwiceInARowHasOneChain(t *testing.T) {
	log, err := OpenLog(Directory(t.TempDir()))
	require.NoError(t, err)
	defer log.Close()
	settle := func(g *Group) {
		require.NoError(t, g.Write())
		require.NoError(t, g.Sync())
		log.Settle(g, nil)
		g.Publish()
	}
	ok := func(err error) { require.NoError(t, err) }
	begin := func(what string) error { return log.Append("z", Seal(Hash{}, []byte(what)), ok) }
	require.NoError(t, begin("the first"))
	settle(log.Next())
	log.GiveUp("z", ok)
	first := log.Next()
	require.NoError(t, begin("the second"))
	log.GiveUp("z", ok)
	settle(first)
	second := log.Next()
	require.NoError(t, begin("the third"))
	settle(second)
	require.ErrorIs(t, begin("another third"), ErrConflict)
	third := Seal(Hash{}, []byte("the third"))
	require.NoError(t, log.Append("z", Seal(third.Hash(), []byte("and on")), ok))
	settle(log.Next())
	recs, _, err := log.Read("z", 1)
	require.NoError(t, err)
	require.Len(t, recs, 2)
}
