package journal

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// Whatever the places are, from every record on they come out as they went in, the newest with their hashes.
func TestPlacesComeOutAsTheyWentIn(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var p places
	var all []entry
	at := entry{segment: 1, offset: headSize, size: 0}
	for n := range 1000 {
		requirePlaces(t, &p, all, 1)
		requirePlaces(t, &p, all, r.Uint64N(uint64(n)+3))
		at.offset += int64(at.size) + int64(r.IntN(1<<r.IntN(27)))
		if r.IntN(20) == 0 {
			at.segment, at.offset = at.segment+1+uint32(r.IntN(3)), headSize
		}
		at.size = int32(r.IntN(1 << r.IntN(22)))
		at.hash = Hash{byte(n), byte(n >> 8), 1}
		p.add(at)
		all = append(all, at)
	}
	for n := range uint64(1003) {
		requirePlaces(t, &p, all, n)
	}
	segment, ok := p.oldest()
	require.True(t, ok)
	require.Equal(t, all[0].segment, segment)
}

func requirePlaces(t *testing.T, p *places, all []entry, number uint64) {
	got, first := p.from(number)
	require.LessOrEqual(t, first, max(number, 1))
	require.Less(t, min(max(number, 1), uint64(len(all))+1)-first, uint64(markEvery))
	require.Len(t, got, len(all)-int(first)+1)
	for i := range got {
		want := all[int(first)-1+i]
		if got[i].hash != (Hash{}) || i == 0 || i+loosePlaces >= len(got) {
			require.Equal(t, want.hash, got[i].hash)
		}
		want.hash = got[i].hash
		require.Equal(t, want, got[i])
	}
}

// Fifty matches write side by side, each a record of some sixty bytes at a time.
func TestAPlaceTakesSixBytesAtMost(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var p places
	const n = 100_000
	at := entry{segment: 1, offset: headSize}
	for range n {
		at.offset += int64(at.size) + int64(50*(40+r.IntN(60)))
		at.size = int32(40 + r.IntN(60))
		if at.offset > segmentBytes {
			at.segment, at.offset = at.segment+1, headSize
		}
		p.add(at)
	}
	bytes := len(p.packed) + len(p.marks)*int(unsafe.Sizeof(mark{}))
	require.LessOrEqual(t, bytes, 6*n)
	t.Logf("%.2f bytes a record", float64(bytes)/n)
}

// A writer with many records in flight has them all in one group. The last group stands in the next segment again
// whenever the journal is opened, and reading goes on from everywhere.
func TestALargeGroupIsFoundAgainAtEveryOpening(t *testing.T) {
	path := t.TempDir()
	s := openDir(t, path)
	s.log.bytes = 3000
	head := Hash{}
	for n := range 200 {
		var err error
		head, err = add(s, "a", head, fmt.Sprintf("record %d", n+1))
		require.NoError(t, err)
	}
	told := make(chan error, 5*loosePlaces)
	s.mu.Lock()
	for n := range cap(told) {
		rec := Seal(head, []byte(fmt.Sprintf("record %d", 200+n+1)))
		require.NoError(t, s.log.Append("a", rec, func(err error) { told <- err }))
		head = rec.Hash()
	}
	s.mu.Unlock()
	s.wake <- struct{}{}
	for range cap(told) {
		require.NoError(t, <-told)
	}
	for range 3 {
		require.NoError(t, s.Close())
		s = openDir(t, path)
		require.Empty(t, s.log.Damage())
		for from := uint64(1); from <= 281; from += 7 {
			recs, durable, err := s.Read("a", from)
			require.NoError(t, err)
			require.EqualValues(t, 280, durable)
			require.Len(t, recs, int(281-from))
			for i, rec := range recs {
				require.Equal(t, fmt.Sprintf("record %d", int(from)+i), string(rec.Payload))
			}
		}
		recs, _, err := s.Read("a", 280)
		require.NoError(t, err)
		require.Equal(t, head, recs[0].Hash)
	}
	require.NoError(t, s.Close())
}
