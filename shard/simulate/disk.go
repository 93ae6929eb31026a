package simulate

import (
	"io"
	"io/fs"
	"slices"
	"syscall"

	"muster/shard/journal"
)

// disk is a journal.Disk that knows what would be left of it after a power cut: what was synced, and of what was only
// written any sectors. A name that was not synced may be gone.
type disk struct {
	sim   *sim
	files []*diskFile
	names []string    // that were synced
	gone  []*diskFile // that were removed, which was not synced
	life  int         // of the process that uses it: the files of an older one are dead
	sick  bool        // fails some writes and syncs
	lies  bool        // says that it synced, and did not
}

type diskFile struct {
	disk   *disk
	name   string
	data   []byte // as the process sees it
	synced []byte // as the platters hold it
	life   int
}

const sectorBytes = 512

func newDisk(s *sim) *disk { return &disk{sim: s, lies: s.options.LyingDisk} }

func (d *disk) Dir() string { return "disk" }

func (d *disk) find(name string) *diskFile {
	for _, f := range d.files {
		if f.name == name {
			return f
		}
	}
	return nil
}

func (d *disk) Segments() (names []string, err error) {
	for _, f := range d.files {
		names = append(names, f.name)
	}
	slices.Sort(names)
	return names, nil
}

func (d *disk) ReadFile(name string) ([]byte, error) {
	if f := d.find(name); f != nil {
		return slices.Clone(f.data), nil
	}
	return nil, fs.ErrNotExist
}

func (d *disk) Open(name string) (journal.ReadFile, error) {
	if f := d.find(name); f != nil {
		return f, nil
	}
	return nil, fs.ErrNotExist
}

func (d *disk) Create(name string) (journal.File, error) {
	if d.sick && d.sim.chance(2) {
		return nil, syscall.ENOSPC
	}
	if d.find(name) != nil {
		return nil, fs.ErrExist
	}
	f := &diskFile{disk: d, name: name, life: d.life}
	d.files = append(d.files, f)
	return f, nil
}

func (d *disk) Remove(name string) error {
	if f := d.find(name); f != nil {
		d.gone = append(d.gone, f)
	}
	d.files = slices.DeleteFunc(d.files, func(f *diskFile) bool { return f.name == name })
	return nil
}

func (d *disk) Sync() error {
	if d.sick && d.sim.chance(3) {
		return syscall.EIO
	}
	d.names, d.gone = d.names[:0], nil
	for _, f := range d.files {
		d.names = append(d.names, f.name)
	}
	return nil
}

func (f *diskFile) ReadAt(b []byte, at int64) (int, error) {
	if at >= int64(len(f.data)) {
		return 0, io.EOF
	}
	n := copy(b, f.data[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *diskFile) Write(b []byte) (int, error) {
	switch {
	case f.life != f.disk.life:
		return 0, fs.ErrClosed
	case f.disk.sick && f.disk.sim.chance(2):
		n := f.disk.sim.rng.IntN(len(b) + 1) // some of it lands, as disks do
		f.data = append(f.data, b[:n]...)
		return n, syscall.ENOSPC
	}
	f.data = append(f.data, b...)
	return len(b), nil
}

// Sync of a sick disk fails, and then nobody knows what it holds: a second one says that all is well.
func (f *diskFile) Sync() error {
	switch {
	case f.life != f.disk.life:
		return fs.ErrClosed
	case f.disk.sick && f.disk.sim.chance(2):
		f.tear()
		f.synced = append(f.synced, make([]byte, len(f.data)-len(f.synced))...) // what failed counts as clean
		return syscall.EIO
	case !f.disk.lies:
		f.synced = append(f.synced, f.data[len(f.synced):]...)
	}
	return nil
}

func (f *diskFile) Stat() (fs.FileInfo, error) { return nil, nil } // nobody asks where it is
func (f *diskFile) Close() error               { return nil }

// tear lets any sectors of what was not synced reach the platters; the others read as zeros there. The last sector that
// was synced is old or new, whole.
func (f *diskFile) tear() {
	if len(f.data) == len(f.synced) {
		return
	}
	rng := f.disk.sim.rng
	end := len(f.synced) + rng.IntN(len(f.data)-len(f.synced)+1)
	torn := make([]byte, end)
	copy(torn, f.synced)
	for at := len(f.synced) / sectorBytes * sectorBytes; at < end; at += sectorBytes {
		if to := min(at+sectorBytes, end); rng.IntN(3) > 0 {
			copy(torn[max(at, len(f.synced)):to], f.data[max(at, len(f.synced)):to])
		}
	}
	f.synced = torn
}

// powerCut leaves what the platters hold.
func (d *disk) powerCut() {
	d.life++
	for _, f := range d.gone {
		if d.find(f.name) == nil && d.sim.chance(2) {
			d.files = append(d.files, f)
		}
	}
	d.gone = nil
	var left []*diskFile
	for _, f := range d.files {
		if !slices.Contains(d.names, f.name) && d.sim.chance(2) {
			continue
		}
		f.tear()
		f.data = slices.Clone(f.synced)
		left = append(left, f)
	}
	d.files = left
}
