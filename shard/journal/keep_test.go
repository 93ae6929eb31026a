package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// written appends so many records to a zone and returns its chain.
func written(t *testing.T, s *Files, zone string, many int) []Record {
	recs, _, err := s.Read(zone, 1)
	require.NoError(t, err)
	head := Hash{}
	if len(recs) > 0 {
		head = recs[len(recs)-1].Hash
	}
	for n := range many {
		head, err = add(s, zone, head, fmt.Sprintf("record %d more of %s", n, zone))
		require.NoError(t, err)
	}
	recs, _, err = s.Read(zone, 1)
	require.NoError(t, err)
	return recs
}

// A chain whose beginning was given up begins where that ended, goes on as before, and comes out of its files so.
func TestAChainLosesItsBeginning(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	whole := written(t, s, "a", 100)
	written(t, s, "b", 3)
	require.NoError(t, s.Trim("a", 90))
	for range 3 { // each opening writes the last group again
		recs, durable, err := s.Read("a", 1)
		require.NoError(t, err)
		require.EqualValues(t, len(whole), durable)
		require.Equal(t, whole[89:], recs)
		recs, _, err = s.Read("a", 95)
		require.NoError(t, err)
		require.Equal(t, whole[94:], recs)
		first, last, err := s.Ends("a")
		require.NoError(t, err)
		require.Equal(t, []Record{whole[89], whole[len(whole)-1]}, []Record{first, last})
		whole = append(whole[:89:89], written(t, s, "a", 2)...)
		require.NoError(t, s.Close())
		s = openDir(t, path)
		require.Empty(t, s.Damage())
	}
	b, _, err := s.Read("b", 1)
	require.NoError(t, err)
	require.Len(t, b, 3)
	require.NoError(t, s.GiveUp("a"))
	require.Empty(t, written(t, s, "a", 0))
	require.Len(t, written(t, s, "a", 1), 1)
	require.NoError(t, s.Close())
}

// A crash while a chain is kept again leaves the old chain or the new one, wherever it comes, and both go on.
func TestACrashLeavesOneChainOrTheOther(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	whole := written(t, s, "a", 8)
	before, err := os.ReadFile(filepath.Join(path, "00000001.seg"))
	require.NoError(t, err)
	require.NoError(t, s.Trim("a", 6))
	require.NoError(t, s.Close())
	after, err := os.ReadFile(filepath.Join(path, "00000001.seg"))
	require.NoError(t, err)
	for cut := len(before); cut <= len(after); cut++ {
		at := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(at, "00000001.seg"), after[:cut], 0o600))
		s := openDir(t, at)
		require.Empty(t, s.Damage())
		want := whole
		if cut == len(after) {
			want = whole[5:]
		}
		recs, _, err := s.Read("a", 1)
		require.NoError(t, err)
		require.Equal(t, want, recs, "%d of %d bytes", cut, len(after))
		require.Len(t, written(t, s, "a", 1), len(want)+1)
		require.NoError(t, s.Close())
	}
	// a byte of it that is wrong, with more behind it, is damage: the zone is cut off, whichever byte it is
	s = openDir(t, path)
	written(t, s, "b", 2)
	require.NoError(t, s.Close())
	for at := len(before); at < len(after); at++ {
		bad := append([]byte(nil), after...)
		bad[at] ^= 0x10
		to := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(to, "00000001.seg"), bad, 0o600))
		second, err := os.ReadFile(filepath.Join(path, "00000002.seg"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(to, "00000002.seg"), second, 0o600))
		snap, err := TakeSnapshot(to)
		require.NoError(t, err)
		recs, err := snap.Read("a")
		if err == nil { // the second segment has it again
			require.Contains(t, [][]Record{whole, whole[5:]}, recs, "byte %d", at)
		}
	}
}

// What sleeps in the oldest segment leaves it when most of what is written behind it is needed no more; what is
// written to all the time leaves it some time later.
func TestSleepersDoNotHoldSegments(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	s.log.bytes = 4 << 10
	chains := map[string][]Record{}
	for n := range 10 {
		zone := fmt.Sprintf("sleeper %d", n)
		chains[zone] = written(t, s, zone, 4)
	}
	for n := range 60 {
		zone := fmt.Sprintf("busy %d", n)
		written(t, s, zone, 40)
		require.NoError(t, s.GiveUp(zone))
	}
	require.Eventually(t, func() bool {
		if s.cleaning.Load() {
			return false
		}
		names, err := Directory(path).Segments()
		require.NoError(t, err)
		if len(names) < 12 {
			return true
		}
		written(t, s, "more", 40)
		require.NoError(t, s.GiveUp("more"))
		return false
	}, 30*time.Second, time.Millisecond)
	for range 2 {
		require.Empty(t, s.Damage())
		for zone, want := range chains {
			recs, _, err := s.Read(zone, 1)
			require.NoError(t, err)
			require.Equal(t, want, recs)
		}
		require.NoError(t, s.Close())
		s = openDir(t, path)
	}
	require.NoError(t, s.Close())
}

// A start writes the last group again. If it is killed within that, behind a chain that was kept again and before what
// was written to it in the same group, all of it counts, and what comes then goes on behind it.
func TestAKilledStartLosesNothingBehindAKeptChain(t *testing.T) {
	path := t.TempDir()
	l, err := OpenLog(Directory(path))
	require.NoError(t, err)
	put := func(l *Log) {
		g := l.Next()
		require.NoError(t, g.Write())
		require.NoError(t, g.Sync())
		l.Settle(g, nil)
	}
	told := func(error) {}
	one := Seal(Hash{}, []byte("one"))
	two := Seal(one.Hash(), []byte("two"))
	require.NoError(t, l.Append("a", one, told))
	put(l)
	recs, _, err := l.Read("a", 1)
	require.NoError(t, err)
	require.NoError(t, l.Keep("a", Hash{}, recs, told))
	require.NoError(t, l.Append("a", two, told))
	put(l)
	require.NoError(t, l.Close())
	again, err := OpenLog(Directory(path))
	require.NoError(t, err)
	require.NoError(t, again.Close())
	first, err := os.ReadFile(filepath.Join(path, "00000001.seg"))
	require.NoError(t, err)
	second, err := os.ReadFile(filepath.Join(path, "00000002.seg"))
	require.NoError(t, err)
	for cut := headSize; cut <= len(second); cut++ {
		at := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(at, "00000001.seg"), first, 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(at, "00000002.seg"), second[:cut], 0o600))
		for more := range 2 {
			s := openDir(t, at)
			require.Empty(t, s.Damage())
			require.Len(t, written(t, s, "a", 1), 3+more, "%d of %d bytes", cut, len(second))
			require.NoError(t, s.Close())
		}
	}
}

// A chain that lost its beginning while somebody was about to keep it again, whole, is not kept with a gap.
func TestAChainIsNotKeptBehindAnotherBeginning(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	whole := written(t, s, "a", 8)
	require.NoError(t, s.Trim("a", 6))
	s.mu.Lock()
	err := s.log.Keep("a", s.log.index.zones["a"].before, whole, func(error) {})
	s.mu.Unlock()
	require.ErrorIs(t, err, ErrConflict)
	require.NoError(t, s.Close())
	s = openDir(t, path)
	require.Empty(t, s.Damage())
	recs, _, err := s.Read("a", 1)
	require.NoError(t, err)
	require.Equal(t, whole[5:], recs)
	require.NoError(t, s.Close())
}

// A journal that was put back from a backup and has gone on otherwise is kept as it is now, whole: what it lost is no
// part of its past any more. What does not follow what is kept is not kept.
func TestThePastIsThatOfTheJournal(t *testing.T) {
	chain := func(from []Record, many int, what string) []Record {
		recs, head := append([]Record(nil), from...), Hash{}
		for n := len(recs); n < many; n++ {
			if n > 0 {
				head = recs[n-1].Hash
			}
			payload := fmt.Append(nil, what, n)
			recs = append(recs, Record{uint64(n + 1), Link(head, payload), payload})
		}
		return recs
	}
	lost := chain(nil, 9, "lost")
	now := chain(lost[:4], 12, "now")
	p := OpenPast(filepath.Join(t.TempDir(), "past"))
	require.NoError(t, p.Put("a", lost))
	require.NoError(t, p.Put("a", lost[2:7]), "what is kept already")
	kept, err := p.Read("a")
	require.NoError(t, err)
	require.Equal(t, lost, kept)
	require.Error(t, p.Put("a", now[6:]), "records 5 and 6 are at hand nowhere")
	require.Error(t, p.Put("a", chain(chain(lost[:4], 9, "else"), 12, "else")[9:]), "nor is its record 9")
	require.NoError(t, p.Put("a", now[2:]))
	kept, err = p.Read("a")
	require.NoError(t, err)
	require.Equal(t, now, kept)
	require.NoError(t, p.Put("a", chain(nil, 3, "other")))
	kept, err = p.Read("a")
	require.NoError(t, err)
	require.Equal(t, chain(nil, 3, "other"), kept)
}

// moving is a directory in which, behind the first look at what it holds, a chain moves to a new segment and the old
// one goes.
type moving struct {
	Disk
	move func()
}

func (m *moving) Segments() ([]string, error) {
	names, err := m.Disk.Segments()
	if move := m.move; move != nil {
		m.move = nil
		move()
	}
	return names, err
}

// Who reads while a chain leaves the oldest segment finds it there or in the new one.
func TestAReaderFindsAChainThatMoves(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	want := written(t, s, "a", 4)
	snap, err := SnapshotOfDisk(&moving{Directory(path), func() {
		s.mu.Lock()
		s.log.bytes = 1 // each group begins a segment
		s.mu.Unlock()
		written(t, s, "b", 1)
		require.NoError(t, s.keep("a", 1))
		require.NoError(t, s.GiveUp("b"))
		written(t, s, "c", 2)
		names, err := Directory(path).Segments()
		require.NoError(t, err)
		require.NotContains(t, names, filepath.Join(path, "00000001.seg"))
	}})
	require.NoError(t, err)
	require.Empty(t, snap.Damage())
	recs, err := snap.Read("a")
	require.NoError(t, err)
	require.Equal(t, want, recs)
	require.NoError(t, s.Close())
}
