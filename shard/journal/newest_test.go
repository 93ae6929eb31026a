package journal

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// sickDisk takes the heads of segments and, while it is full, nothing behind them.
type sickDisk struct {
	Disk
	full bool
}

type sickFile struct {
	File
	disk *sickDisk
}

func (d *sickDisk) Create(name string) (File, error) {
	f, err := d.Disk.Create(name)
	return sickFile{f, d}, err
}

func (f sickFile) Write(b []byte) (int, error) {
	if f.disk.full && len(b) != headSize {
		return 0, syscall.ENOSPC
	}
	return f.File.Write(b)
}

// Segments begin whose first records do not fit on the disk, and the ones before go. When there is room again the
// journal still knows its directory: by the newest segment, and not by one that it has removed itself.
func TestAJournalKnowsItsDirectoryBehindFailedWrites(t *testing.T) {
	disk := &sickDisk{Disk: Directory(t.TempDir())}
	s, err := OpenFilesOn(disk)
	require.NoError(t, err)
	defer s.Close()
	_, err = add(s, "a", Hash{}, "record 1 of a")
	require.NoError(t, err)
	require.NoError(t, s.GiveUp("a"))
	disk.full = true
	for range 4 {
		_, err = add(s, "b", Hash{}, "record 1 of b")
		require.ErrorIs(t, err, syscall.ENOSPC)
	}
	names, err := disk.Segments()
	require.NoError(t, err)
	require.NotContains(t, names[0], "00000001.seg", "that one has gone")
	require.NoError(t, s.CheckPlace())
	disk.full = false
	_, err = add(s, "b", Hash{}, "record 1 of b")
	require.NoError(t, err)
}
