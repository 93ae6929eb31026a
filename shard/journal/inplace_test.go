package journal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/inplace"
)

// begunIn is a journal with a record, which a server writes to.
func begunIn(t *testing.T, path string) (s *Files, head Hash) {
	s = openDir(t, path)
	t.Cleanup(func() { s.Close() })
	head, err := add(s, "a", Hash{}, "record 1 of a")
	require.NoError(t, err)
	return s, head
}

// standsStill tells that nothing is acknowledged or read any more, nor said to be damaged.
func standsStill(t *testing.T, s *Files, head Hash) {
	var astray *inplace.Error
	require.ErrorAs(t, s.CheckPlace(), &astray)
	for range 3 {
		_, err := add(s, "a", head, "record 2 of a")
		require.ErrorAs(t, err, &astray)
		if _, _, err := s.Read("a", 1); err != nil {
			require.ErrorAs(t, err, &astray, "not damage")
		}
		require.ErrorAs(t, s.GiveUp("a"), &astray)
	}
}

// A directory that is moved away stops the journal; it goes on when the very same one is back.
func TestAJournalStandsStillWhileItsDirectoryIsAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "journal")
	s, head := begunIn(t, path)
	data, aside := filepath.Dir(path), filepath.Dir(path)+".aside"
	for n := 2; n <= 4; n++ {
		require.NoError(t, os.Rename(data, aside))
		var astray *inplace.Error
		_, err := add(s, "a", head, "while it is away")
		require.ErrorAs(t, err, &astray)
		require.NoDirExists(t, data, "nobody makes a new one")
		_, err = OpenFiles(filepath.Join(aside, "journal"))
		require.ErrorContains(t, err, "another process writes to it", "not even where it is now")
		require.NoError(t, os.Rename(aside, data))
		require.NoError(t, s.CheckPlace())
		head, err = add(s, "a", head, "record "+string(rune('0'+n))+" of a")
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	s = openDir(t, path)
	require.Empty(t, s.Damage())
	require.Equal(t, 4, count(t, s, "a"))
	require.NoError(t, s.Close())
}

// What stands in the place of a directory is another server's: the first one writes nothing there, believes nothing
// that it reads there, and the second goes on from all that was ever acknowledged.
func TestADirectoryThatWasReplacedIsAnothers(t *testing.T) {
	for name, replace := range map[string]func(t *testing.T, path string){
		"the lock is gone": func(t *testing.T, path string) {
			require.NoError(t, os.Remove(filepath.Join(path, "lock")))
		},
		"a copy took its place": func(t *testing.T, path string) {
			require.NoError(t, os.Rename(path, path+".aside"))
			require.NoError(t, os.CopyFS(path, os.DirFS(path+".aside")))
		},
		"a copy took its place, and it was deleted": func(t *testing.T, path string) {
			require.NoError(t, os.CopyFS(path+".copy", os.DirFS(path)))
			require.NoError(t, os.RemoveAll(path))
			require.NoError(t, os.Rename(path+".copy", path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal")
			first, head := begunIn(t, path)
			replace(t, path)
			second := openDir(t, path)
			require.Empty(t, second.Damage())
			require.Equal(t, 1, count(t, second, "a"))
			before, err := second.log.disk.Segments()
			require.NoError(t, err)
			standsStill(t, first, head)
			for last, n := head, 2; n <= 20; n++ {
				last, err = add(second, "a", last, "of the second")
				require.NoError(t, err)
			}
			standsStill(t, first, head)
			after, err := second.log.disk.Segments()
			require.NoError(t, err)
			require.Equal(t, before, after, "no segment of the first one")
			require.NoError(t, first.Close())
			require.NoError(t, second.Close())
			s := openDir(t, path)
			require.Empty(t, s.Damage())
			recs, _, err := s.Read("a", 1)
			require.NoError(t, err)
			require.Len(t, recs, 20)
			require.NoError(t, s.Close())
		})
	}
}

// A directory, or its newest segment alone, that is deleted stops the journal for good.
func TestAJournalThatIsDeletedStandsStill(t *testing.T) {
	for name, remove := range map[string]func(path string) error{
		"all of it":          os.RemoveAll,
		"the newest segment": func(path string) error { return os.Remove(filepath.Join(path, "00000001.seg")) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal")
			s, head := begunIn(t, path)
			require.NoError(t, remove(path))
			standsStill(t, s, head)
			require.NoError(t, s.Close())
			left, _ := List(path, ".seg")
			require.Empty(t, left)
		})
	}
}

// cleaner deletes the lock while a group is on its way to the disk, and another server is quick to
// take the directory over.
type cleaner struct {
	Disk
	clean func()
}

func (d *cleaner) Create(name string) (File, error) {
	f, err := d.Disk.Create(name)
	return cleanedFile{f, d}, err
}

type cleanedFile struct {
	File
	disk *cleaner
}

func (f cleanedFile) Sync() error {
	err := f.File.Sync()
	if clean := f.disk.clean; clean != nil {
		f.disk.clean = nil
		clean()
	}
	return err
}

func TestNothingIsAcknowledgedThatASecondServerMissed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	disk := &cleaner{Disk: dir(path)}
	first, err := OpenFilesOn(disk)
	require.NoError(t, err)
	head, err := add(first, "a", Hash{}, "record 1 of a")
	require.NoError(t, err)
	var second *Files
	disk.clean = func() {
		require.NoError(t, os.Remove(filepath.Join(path, "lock")))
		second = openDir(t, path)
	}
	var astray *inplace.Error
	_, err = add(first, "a", head, "record 2 of a")
	require.ErrorAs(t, err, &astray)
	require.NoError(t, first.Close())
	require.NoError(t, second.Close())
}
