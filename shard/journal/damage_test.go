//go:build !race

package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// segments is a disk in memory that holds the bytes of segments, to be read.
type segments map[string][]byte

func (d segments) Dir() string                          { return "memory" }
func (d segments) Create(string) (File, error)          { return nil, fs.ErrPermission }
func (d segments) Remove(string) error                  { return fs.ErrPermission }
func (d segments) Sync() error                          { return nil }
func (d segments) ReadFile(name string) ([]byte, error) { return d[name], nil }

func (d segments) Segments() (names []string, err error) {
	for name := range d {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

func (d segments) Open(name string) (ReadFile, error) {
	return sliceFile{strings.NewReader(string(d[name]))}, nil
}

type sliceFile struct{ *strings.Reader }

func (sliceFile) Close() error { return nil }

// battle is a segment of so many bytes: groups of a record of each of three zones, and where each record ends.
func battle(size int) (b []byte, ends []int) {
	b = appendHead(nil, 1, noCut)
	var heads [3]Hash
	for zone := range heads {
		b = appendFrame(b, &frame{
			kind: nameFrame, first: zone == 0, zone: uint64(zone), payload: fmt.Append(nil, "z", zone),
		})
	}
	for n := uint64(1); len(b) < size; n++ {
		for zone := range heads {
			payload := fmt.Append(nil, "record ", n, " of ", zone, strings.Repeat("!", int(n%97)*8))
			heads[zone] = Link(heads[zone], payload)
			b = appendFrame(b, &frame{
				kind: recordFrame, first: zone == 0, zone: uint64(zone), number: n, link: [4]byte(heads[zone][:4]),
				payload: payload,
			})
			ends = append(ends, len(b))
		}
	}
	return b, ends
}

// read counts all records that can be read of a segment, and tells whether any damage was seen.
func read(t *testing.T, b []byte) (records int, damaged bool) {
	ix, err := indexDisk(segments{"00000001.seg": b})
	require.NoError(t, err)
	for _, c := range ix.zones {
		records += int(c.count)
	}
	return records, len(ix.damage) > 0
}

// Cut off at any byte of its last 64 KiB, a journal is as long as its last whole record, and not damaged.
func TestEveryOffsetOfTheLast64KiBMayBeTheEnd(t *testing.T) {
	b, ends := battle(64<<10 + headSize)
	whole := len(ends)
	for cut := len(b); cut >= len(b)-64<<10; cut-- {
		for whole > 0 && ends[whole-1] > cut {
			whole--
		}
		if cut < headSize {
			break
		}
		if have, damaged := read(t, b[:cut]); have != whole || damaged {
			require.Fail(t, "not the longest valid prefix",
				"cut at %d: %d records and not %d; damage: %v", cut, have, whole, damaged)
		}
	}
}

// Any bit that flips in 4 KiB of acknowledged records is found. In the very last one it is not: that reads as if it had
// never been written, and the first witness that returns tells (see shard's TestTheFirstWitnessFindsAnyBit).
func TestEveryBitOf4KiBIsFound(t *testing.T) {
	b, ends := battle(4<<10 + headSize)
	for bit := headSize * 8; bit < len(b)*8; bit++ {
		b[bit/8] ^= 1 << (bit % 8)
		have, damaged := read(t, b)
		b[bit/8] ^= 1 << (bit % 8)
		last := bit/8 >= ends[len(ends)-2]
		if !damaged && !(last && have == len(ends)-1) {
			require.Fail(t, "a bit went unseen", "bit %d of byte %d: %d of %d records", bit%8, bit/8, have, len(ends))
		}
	}
}

// A segment that is gone breaks the zones that had records in it, and tells where; the others live on.
func TestADeletedSegmentIsTold(t *testing.T) {
	path := t.TempDir()
	zones := []string{"early", "middle", "late", "all"}
	for segment := range 3 {
		s := openDir(t, path) // each begins a segment
		for _, zone := range []string{zones[segment], "all"} {
			recs, _, err := s.Read(zone, 1)
			require.NoError(t, err)
			head := Hash{}
			if len(recs) > 0 {
				head = recs[len(recs)-1].Hash
			}
			for i := range 9 - 3*segment {
				head, err = add(s, zone, head, fmt.Sprintf("record %d of %s", len(recs)+i+1, zone))
				require.NoError(t, err)
			}
		}
		require.NoError(t, s.Close())
	}
	names, err := Directory(path).Segments()
	require.NoError(t, err)
	require.Len(t, names, 3)
	require.NoError(t, os.Remove(names[1]))
	s := openDir(t, path)
	defer s.Close()
	require.Equal(t, 9, count(t, s, "early"))
	require.Equal(t, 3, count(t, s, "late"))
	_, _, err = s.Read("all", 1)
	var damage *DamageError
	require.True(t, errors.As(err, &damage))
	require.EqualValues(t, 10, damage.Number)
	require.ErrorContains(t, err, `journal of zone "all" is damaged at record 10 (`+names[2])
	outcome := make(chan error)
	s.Append("all", Seal(Hash{}, []byte("more")), func(err error) { outcome <- err })
	require.ErrorAs(t, <-outcome, &damage, "nothing is written behind damage")
}
