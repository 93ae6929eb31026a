package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// add appends and waits.
func add(s Store, zone string, prev Hash, payload string) (Hash, error) {
	outcome := make(chan error)
	s.Append(zone, Seal(prev, []byte(payload)), func(err error) { outcome <- err })
	return Link(prev, []byte(payload)), <-outcome
}

func openDir(t testing.TB, dir string) *Files {
	s, err := OpenFiles(dir)
	require.NoError(t, err)
	return s
}

// fill writes n records to each of two zones, one after the other, and returns the directory.
func fill(t *testing.T, n int) string {
	dir := t.TempDir()
	s := openDir(t, dir)
	heads := map[string]Hash{}
	for i := range n {
		for _, zone := range []string{"a", "b"} {
			h, err := add(s, zone, heads[zone], fmt.Sprintf("record %d of %s", i+1, zone))
			require.NoError(t, err)
			heads[zone] = h
		}
	}
	require.NoError(t, s.Close())
	return dir
}

func count(t *testing.T, s Store, zone string) int {
	recs, durable, err := s.Read(zone, 1)
	require.NoError(t, err)
	require.EqualValues(t, len(recs), durable)
	for i, r := range recs {
		require.Equal(t, fmt.Sprintf("record %d of %s", i+1, zone), string(r.Payload))
	}
	return len(recs)
}

func TestFilesGoOnAfterReopening(t *testing.T) {
	dir := fill(t, 3)
	for round := range 3 {
		s := openDir(t, dir)
		require.Equal(t, 3+round, count(t, s, "a"))
		recs, _, _ := s.Read("a", 1)
		_, err := add(s, "a", recs[len(recs)-1].Hash, fmt.Sprintf("record %d of a", len(recs)+1))
		require.NoError(t, err)
		other, err := ReadFiles(dir)
		require.NoError(t, err)
		require.Equal(t, 4+round, count(t, other, "a"), "another process reads while we write")
		_, err = OpenFiles(dir)
		require.ErrorContains(t, err, "another process writes to it")
		require.NoError(t, s.Close())
	}
}

func only(t *testing.T, dir string) string {
	names, err := Directory(dir).Segments()
	require.NoError(t, err)
	require.Len(t, names, 1)
	return names[0]
}

// Cut anywhere, the longest valid prefix is recovered and can be gone on from.
func TestATornTailIsCutAtTheLastWholeRecord(t *testing.T) {
	dir := fill(t, 5)
	whole, err := os.ReadFile(only(t, dir))
	require.NoError(t, err)
	last := 0
	for cut := headSize; cut <= len(whole); cut++ {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "00000001.seg"), whole[:cut], 0o640))
		s := openDir(t, dir)
		require.Empty(t, s.Damage())
		a, b := count(t, s, "a"), count(t, s, "b")
		require.LessOrEqual(t, last, a+b)
		require.True(t, a == b || a == b+1)
		last = a + b
		recs, _, _ := s.Read("a", 1)
		head := Hash{}
		if a > 0 {
			head = recs[a-1].Hash
		}
		_, err := add(s, "a", head, fmt.Sprintf("record %d of a", a+1))
		require.NoError(t, err)
		require.NoError(t, s.Close())
		s = openDir(t, dir)
		require.Equal(t, a+1, count(t, s, "a"))
		require.Equal(t, b, count(t, s, "b"))
		require.NoError(t, s.Close())
	}
	require.Equal(t, 10, last)
}

// A disk may write any part of a head and zeros behind it. Nothing was acknowledged in that segment, and nothing stands
// in its way: not even half of a magic, which is no other version.
func TestAHeadThatWasNeverFinishedIsPassedOver(t *testing.T) {
	for written := range headSize {
		dir := fill(t, 3)
		torn := make([]byte, headSize)
		copy(torn[:written], appendHead(nil, 2, headSize))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "00000002.seg"), torn, 0o640))
		s := openDir(t, dir)
		require.Empty(t, s.Damage(), "%d bytes of the head", written)
		require.Equal(t, 3, count(t, s, "a"))
		require.Equal(t, 3, count(t, s, "b"))
		require.NoError(t, s.Close())
	}
}

// A flipped bit never goes unseen, but for the newest record of a chain, which then reads as never written. Damage in
// one zone's record leaves the other zone alone.
func TestEveryFlippedBitIsFound(t *testing.T) {
	dir := fill(t, 5)
	whole, err := os.ReadFile(only(t, dir))
	require.NoError(t, err)
	for bit := range len(whole) * 8 {
		flipped := append([]byte(nil), whole...)
		flipped[bit/8] ^= 1 << (bit % 8)
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "00000001.seg"), flipped, 0o640))
		s, err := ReadFiles(dir)
		require.NoError(t, err)
		sound := 0
		for _, zone := range []string{"a", "b"} {
			recs, _, err := s.Read(zone, 1)
			var damage *DamageError
			if errors.As(err, &damage) || err != nil && bit < headSize*8 {
				continue
			}
			require.NoError(t, err)
			if bit/8 >= headSize && len(recs) > 0 {
				require.Contains(t, []int{4, 5}, len(recs), "bit %d", bit)
			}
			sound += len(recs)
		}
		if bit/8 >= headSize { // a damaged head loses nothing: see TestADamagedHeadIsToldAndLosesNothing
			require.True(t, sound < 10 || len(snapshot(t, dir).Damage()) > 0, "bit %d went unseen", bit)
		}
	}
}

// A power cut may leave a later sector of the last group on the disk without an earlier one. Nobody was told that the
// group is durable: it is a torn tail. The same hole in an older group is damage, for what came after it was synced.
func TestAHoleInTheLastGroupIsATornTail(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	heads, done := map[string]Hash{}, make(chan error, 100)
	group := func(n int) {
		for range n {
			for _, zone := range []string{"a", "b"} {
				payload := []byte(strings.Repeat("x", 300))
				prev := heads[zone]
				heads[zone] = Link(prev, payload)
				s.Append(zone, Seal(prev, payload), func(err error) { done <- err })
			}
		}
		for range 2 * n {
			require.NoError(t, <-done)
		}
	}
	group(4)
	acknowledged, err := os.ReadFile(only(t, dir))
	require.NoError(t, err)
	group(8)
	require.NoError(t, s.Close())
	whole, err := os.ReadFile(only(t, dir))
	require.NoError(t, err)
	for hole := 0; hole+2*sector < len(whole); hole += sector {
		if hole < headSize || hole < len(acknowledged) && hole+sector > len(acknowledged) {
			continue // a sector that was synced once holds its old bytes or its new ones, never zeros
		}
		b := append([]byte(nil), whole...)
		clear(b[hole : hole+sector])
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "00000001.seg"), b, 0o640))
		snap := snapshot(t, dir)
		if hole < len(acknowledged) {
			require.NotEmpty(t, snap.Damage(), "hole at %d of %d acknowledged bytes", hole, len(acknowledged))
			continue
		}
		if starts := groupsBehind(whole[hole:]); starts == 0 {
			require.Empty(t, snap.Damage(), "hole at %d", hole)
			for _, zone := range []string{"a", "b"} {
				recs, err := snap.Read(zone)
				require.NoError(t, err)
				require.GreaterOrEqual(t, len(recs), 4, "what was acknowledged is there")
			}
		}
	}
}

// groupsBehind counts the groups that begin in b; the writer may have made several of what the test asked for at once.
func groupsBehind(b []byte) (n int) {
	for at := range b {
		if f, ok := readFrame(b[at:]); ok && f.first {
			n++
		}
	}
	return n
}

// illDisk makes its files fail their writes or syncs while told to.
type illDisk struct {
	Disk
	write, sync atomic.Bool
}

func (d *illDisk) Create(name string) (File, error) {
	f, err := d.Disk.Create(name)
	return illFile{f, d}, err
}

type illFile struct {
	File
	disk *illDisk
}

func (f illFile) Write(b []byte) (int, error) {
	if f.disk.write.Load() {
		n, _ := f.File.Write(b[:len(b)/2]) // half of it lands, as disks do
		return n, syscall.ENOSPC
	}
	return f.File.Write(b)
}

func (f illFile) Sync() error {
	if f.disk.sync.Load() {
		return syscall.EIO
	}
	return f.File.Sync()
}

func TestAFailedWriteOrSyncLosesNothingThatWasAcknowledged(t *testing.T) {
	path := t.TempDir()
	disk := &illDisk{Disk: dir(path)}
	s, err := OpenFilesOn(disk)
	require.NoError(t, err)
	head, err := add(s, "a", Hash{}, "record 1 of a")
	require.NoError(t, err)
	for i, trouble := range []*atomic.Bool{&disk.write, &disk.sync, &disk.sync} {
		text := fmt.Sprintf("record %d of a", i+2)
		trouble.Store(true)
		_, err = add(s, "a", head, text)
		require.Error(t, err)
		_, err = add(s, "a", head, text)
		require.Error(t, err, "and again while the disk is ill")
		trouble.Store(false)
		head, err = add(s, "a", head, text)
		require.NoError(t, err, "the same bytes land once the disk is well")
	}
	require.Equal(t, 4, count(t, s, "a"))
	require.NoError(t, s.Close())
	s = openDir(t, path)
	require.Equal(t, 4, count(t, s, "a"))
	require.NoError(t, s.Close())
}

func TestADirectoryThatCannotBeWrittenIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o640))
	_, err := OpenFiles(filepath.Join(file, "journal"))
	require.ErrorContains(t, err, "open journal "+file)
	_, err = ReadFiles(filepath.Join(t.TempDir(), "nowhere"))
	require.Error(t, err)
}

func FuzzScan(f *testing.F) {
	b := appendHead(nil, 1, noCut)
	b = appendFrame(b, &frame{kind: nameFrame, zone: 0, payload: []byte("a")})
	b = appendFrame(b, &frame{kind: recordFrame, zone: 0, number: 1, payload: []byte("one")})
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		end := scan(b, func(at int, f frame) {
			require.Positive(t, f.size)
			require.LessOrEqual(t, at+f.size, len(b))
		}, func(from, to int) { require.Less(t, from, to) })
		require.LessOrEqual(t, end, len(b))
	})
}

// Files against a bare file that is synced for every group of the same writers.
func BenchmarkAppend(b *testing.B) {
	payload := make([]byte, 256)
	s := openDir(b, b.TempDir())
	defer s.Close()
	b.RunParallel(func(pb *testing.PB) {
		zone, head := fmt.Sprint(&pb), Hash{}
		for pb.Next() {
			outcome := make(chan error)
			s.Append(zone, Seal(head, payload), func(err error) { outcome <- err })
			head = Link(head, payload)
			if err := <-outcome; err != nil {
				b.Error(err)
			}
		}
	})
}

// A damaged head must not make a segment's records vanish: they are read, and the damage is told.
func TestADamagedHeadIsToldAndLosesNothing(t *testing.T) {
	dir := fill(t, 3)
	whole, err := os.ReadFile(only(t, dir))
	require.NoError(t, err)
	for at := range headSize {
		damaged := append([]byte(nil), whole...)
		damaged[at] ^= 3 // version 1 becomes 2
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "00000001.seg"), damaged, 0o640))
		s, err := OpenFiles(dir)
		if at == 7 {
			require.ErrorIs(t, err, ErrVersion, "its version is another one")
			continue
		}
		require.NoError(t, err)
		require.Len(t, s.Damage(), 1, "byte %d", at)
		require.ErrorContains(t, s.Damage()[0], "00000001.seg")
		require.Equal(t, 3, count(t, s, "a"))
		require.Equal(t, 3, count(t, s, "b"))
		require.NoError(t, s.Close())
	}
}

// A process that is killed between its write and its sync leaves records that the next one finds, and that a power cut
// may still take. Whoever goes on behind them must make them durable first.
func TestRecordsThatWereNeverSyncedAreWrittenAgain(t *testing.T) {
	path := t.TempDir()
	log, err := OpenLog(dir(path))
	require.NoError(t, err)
	one := Link(Hash{}, []byte("record 1 of a"))
	require.NoError(t, log.Append("a", Seal(Hash{}, []byte("record 1 of a")), func(error) {}))
	g := log.Next()
	require.NoError(t, g.Write())
	require.NoError(t, g.Sync())
	log.Settle(g, nil)
	first := filepath.Join(path, "00000001.seg")
	synced, err := os.ReadFile(first)
	require.NoError(t, err)
	require.NoError(t, log.Append("a", Seal(one, []byte("record 2 of a")), func(error) {}))
	require.NoError(t, log.Next().Write()) // and is killed

	for range 2 { // the next process is killed too, before it writes anything
		log, err = OpenLog(dir(path))
		require.NoError(t, err)
	}
	two := Link(one, []byte("record 2 of a"))
	require.NoError(t, log.Append("a", Seal(two, []byte("record 3 of a")), func(error) {}))
	g = log.Next()
	require.NoError(t, g.Write())
	require.NoError(t, g.Sync())

	require.NoError(t, os.WriteFile(first, synced, 0o640)) // the power cut
	s := openDir(t, path)
	defer s.Close()
	require.Empty(t, s.Damage())
	require.Equal(t, 3, count(t, s, "a"))
}
