package shard

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
)

// illDisk is a real directory whose files fail to write or to sync, or take their time.
type illDisk struct {
	journal.Disk
	write, sync atomic.Pointer[syscall.Errno]
	slow        atomic.Int64 // nanoseconds of a sync
}

func (d *illDisk) Create(name string) (journal.File, error) {
	f, err := d.Disk.Create(name)
	return illFile{f, d}, err
}

type illFile struct {
	journal.File
	disk *illDisk
}

func (f illFile) Write(b []byte) (int, error) {
	if why := f.disk.write.Load(); why != nil {
		n, _ := f.File.Write(b[:len(b)/2]) // half of it lands, as disks do
		return n, *why
	}
	return f.File.Write(b)
}

func (f illFile) Sync() error {
	time.Sleep(time.Duration(f.disk.slow.Load()))
	if why := f.disk.sync.Load(); why != nil {
		return *why
	}
	return f.File.Sync()
}

// A disk that is full or fails silences a match, whose players are told why; it goes on without
// loss when the disk is well.
func TestAMatchStandsStillWhileItsDiskFailsAndGoesOn(t *testing.T) {
	full, broken := syscall.ENOSPC, syscall.EIO
	for _, c := range []struct {
		name, want  string
		write, sync *syscall.Errno
	}{
		{"a full disk", "no space left on device", &full, nil},
		{"a write that fails", "input/output error", &broken, nil},
		{"a sync that fails", "input/output error", nil, &broken},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal")
			synctest.Test(t, func(t *testing.T) {
				disk := &illDisk{Disk: journal.Directory(path)}
				store, err := journal.OpenFilesOn(disk)
				require.NoError(t, err)
				s := open(t, store)
				h, l := begin(t, s, "m"), &hearer{}
				leave := h.Subscribe(l)
				before := playOn(h, 5*time.Second)
				disk.write.Store(c.write)
				disk.sync.Store(c.sync)
				h.Enqueue(game.Order{Seq: 6, Kind: game.Move, X: 32, Y: 128})
				time.Sleep(5 * time.Second)
				synctest.Wait()
				require.Len(t, l.reasons(), 1)
				require.Contains(t, l.reasons()[0], c.want)
				disk.write.Store(nil)
				disk.sync.Store(nil)
				time.Sleep(2 * time.Second)
				synctest.Wait()
				leave()
				require.Len(t, l.reasons(), 2)
				require.Empty(t, l.reasons()[1], "it goes on")
				_, ok := l.answer(6)
				require.True(t, ok, "what was ordered meanwhile is answered")
				require.Greater(t, h.Latest().Tick, before.heard[len(before.heard)-1].Tick+30)
				for i, p := range l.heard[1:] {
					require.Equal(t, l.heard[i].Tick+1, p.Tick, "nothing is lost and nothing comes twice")
				}
				require.NoError(t, s.Close())
				require.NoError(t, store.Close())
			})
			store, err := journal.OpenFiles(path)
			require.NoError(t, err)
			require.Empty(t, store.Damage(), "what failed writes left behind is void, and no damage")
			require.NoError(t, store.Close())
		})
	}
}

// A sync of half a second is as long as a lease: the match goes slower, and every order is answered.
func TestAMatchBearsADiskThatTakesHalfASecond(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	synctest.Test(t, func(t *testing.T) {
		disk := &illDisk{Disk: journal.Directory(path)}
		store, err := journal.OpenFilesOn(disk)
		require.NoError(t, err)
		s := open(t, store)
		h := begin(t, s, "m")
		disk.slow.Store(int64(500 * time.Millisecond))
		e := playOn(h, 30*time.Second)
		more := listen(h, 3*time.Second)
		for seq := range uint32(30) {
			_, ok := e.answer(seq + 1)
			_, late := more.answer(seq + 1)
			require.True(t, ok || late, "order %d", seq+1)
		}
		require.Greater(t, len(e.heard), 150, "of 600 ticks")
		disk.slow.Store(0)
		require.NoError(t, s.Close())
		require.NoError(t, store.Close())
	})
}

// A bit that flips in the last record makes it read as never written. Whoever was shown it comes back and tells.
func TestTheFirstWitnessFindsAnyBit(t *testing.T) {
	path, head := t.TempDir(), journal.Hash{}
	store, err := journal.OpenFiles(path)
	require.NoError(t, err)
	for _, payload := range []string{"one", "two", "a last record of a few bytes"} {
		done := make(chan error)
		store.Append("m", journal.Seal(head, []byte(payload)), func(err error) { done <- err })
		require.NoError(t, <-done)
		head = journal.Link(head, []byte(payload))
	}
	require.NoError(t, store.Close())
	name := filepath.Join(path, "00000001.seg")
	whole, err := os.ReadFile(name)
	require.NoError(t, err)
	// the frame: mark, sum, kind, zone, number, four of hash, length
	last := len(whole) - len("a last record of a few bytes") - 13
	require.EqualValues(t, 0xA7, whole[last])
	synctest.Test(t, func(t *testing.T) {
		for bit := last * 8; bit < len(whole)*8; bit++ {
			whole[bit/8] ^= 1 << (bit % 8)
			require.NoError(t, os.WriteFile(name, whole, 0o640))
			whole[bit/8] ^= 1 << (bit % 8)
			store, err := journal.ReadFiles(path)
			require.NoError(t, err)
			s := &Shard{cfg: Config{Store: store}}
			require.ErrorContains(t, s.checkWitness("m",
				Witness{1, 3, head}), "a player was shown record 3, hash "+head.String(), "bit %d", bit)
		}
		require.NoError(t, os.WriteFile(name, whole, 0o640))
		store, _ := journal.ReadFiles(path)
		require.NoError(t, (&Shard{cfg: Config{Store: store}}).checkWitness("m", Witness{1, 3, head}))
	})
}

// A directory that is moved away silences its matches like a full disk; they go on without loss when it is back.
func TestAMatchStandsStillWhileItsDirectoryIsAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	synctest.Test(t, func(t *testing.T) {
		store, err := journal.OpenFiles(path)
		require.NoError(t, err)
		s := open(t, store)
		h, l := begin(t, s, "m"), &hearer{}
		leave := h.Subscribe(l)
		before := playOn(h, 5*time.Second)
		require.NoError(t, os.Rename(path, path+".aside"))
		h.Enqueue(game.Order{Seq: 6, Kind: game.Move, X: 32, Y: 128})
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Len(t, l.reasons(), 1)
		require.Contains(t, l.reasons()[0], "moved, deleted or replaced")
		require.NotEmpty(t, s.Unhealthy(time.Now()))
		require.NoDirExists(t, path)
		require.NoError(t, os.Rename(path+".aside", path))
		time.Sleep(2 * time.Second)
		synctest.Wait()
		leave()
		require.Len(t, l.reasons(), 2)
		require.Empty(t, l.reasons()[1], "it goes on")
		_, ok := l.answer(6)
		require.True(t, ok, "what was ordered meanwhile is answered")
		require.Greater(t, h.Latest().Tick, before.heard[len(before.heard)-1].Tick+30)
		for i, p := range l.heard[1:] {
			require.Equal(t, l.heard[i].Tick+1, p.Tick, "nothing is lost and nothing comes twice")
		}
		require.Empty(t, s.Quarantined())
		require.NoError(t, s.Close())
		require.NoError(t, store.Close())
	})
}
