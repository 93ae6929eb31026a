package etcd

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"

	"muster/shard/journal"
)

// chainOf are letters that follow each other behind a hash.
func chainOf(behind journal.Hash, payloads ...string) (all []letter) {
	for _, p := range payloads {
		r := journal.Seal(behind, []byte(p))
		all, behind = append(all, letter{Sealed: r}), r.Hash()
	}
	return all
}

// What became of letters is read from where the chain ends: they fit from there on, they landed by an earlier copy of
// the same request, they were there before, or somebody else's record has their place.
func TestWhereTheChainEndsTellsWhatBecameOfLetters(t *testing.T) {
	before, foreign := journal.Hash{1}, journal.Hash{9}
	two := chainOf(before, "one", "two")
	one, last := two[0].Hash(), two[1].Hash()
	conflict := journal.ErrConflict
	for name, c := range map[string]struct {
		asks, again bool
		end         journal.Hash // zero: there is no chain
		want        []error      // the others are sent again
	}{
		"asked, and they fit":                     {asks: true, end: before},
		"asked, and the first is there":           {asks: true, end: one, want: []error{conflict}},
		"asked, and both are there":               {asks: true, end: last, want: []error{conflict, conflict}},
		"asked, and somebody else wrote":          {asks: true, end: foreign, want: []error{conflict, conflict}},
		"asked, and there is no chain":            {asks: true, want: []error{conflict, conflict}},
		"sent twice, and both landed":             {again: true, end: last, want: []error{nil, nil}},
		"sent twice, and the first was there":     {again: true, end: one, want: []error{nil}},
		"sent twice, and somebody else wrote":     {again: true, end: foreign, want: []error{conflict, conflict}},
		"sent once, and both were there":          {end: last, want: []error{conflict, conflict}},
		"sent once, and the first was there":      {end: one, want: []error{conflict}},
		"sent once, and somebody else wrote":      {end: foreign, want: []error{conflict, conflict}},
		"sent once, and the zone was given up":    {want: []error{conflict, conflict}},
		"sent once, and the end is unknown to us": {end: before, want: []error{conflict}},
	} {
		t.Run(name, func(t *testing.T) {
			p := parcel{zone: "z", letters: two, behind: end{4, before}, asks: c.asks}
			got, ends := &pb.RangeResponse{}, end{}
			if c.end != (journal.Hash{}) {
				ends = end{7, c.end}
				got.Kvs = []*mvccpb.KeyValue{{Value: []byte(ends.value())}}
			}
			v := p.found(got, c.again)
			require.True(t, v.known)
			require.Equal(t, ends, v.tail)
			if name == "sent once, and the end is unknown to us" {
				require.ErrorIs(t, v.outcomes[0], conflict, "or it would be sent for ever")
				return
			}
			require.Equal(t, c.want, v.outcomes)
		})
	}
}

// Letters that follow each other go together, up to what a transaction takes; what does not follow waits.
func TestLettersThatFollowEachOtherGoTogether(t *testing.T) {
	require.Empty(t, chained(nil))
	two := chainOf(journal.Hash{}, "one", "two")
	require.Len(t, chained(two), 2)
	require.Len(t, chained(append(two, two[0])), 2)
	many := make([]string, 2*maxInZone)
	require.Len(t, chained(chainOf(journal.Hash{}, many...)), maxInZone)
	large := string(make([]byte, maxGroup*2/3))
	require.Len(t, chained(chainOf(journal.Hash{}, large, large, "small")), 1)
}

// The largest request is one that etcd takes by default.
func TestAFullRequestHasNoMoreOperationsThanEtcdTakes(t *testing.T) {
	s := &Store{lanes: map[string]*lane{}}
	for i := range 2 * maxZones {
		l := &lane{zone: string(rune('a' + i)), waiting: chainOf(journal.Hash{}, make([]string, 2*maxInZone)...)}
		for j := range l.waiting {
			l.waiting[j].until = time.Now().Add(time.Hour)
		}
		s.line(l)
	}
	g, late := s.load(time.Now())
	require.Empty(t, late)
	require.Len(t, g, maxZones)
	deepest := 0
	for i := range g {
		_, then, _ := g[i].op(time.Now()).Txn()
		deepest = max(deepest, len(then))
	}
	require.LessOrEqual(t, len(g)+deepest, maxOps)
	g, _ = s.load(time.Now())
	require.Len(t, g, maxZones, "a zone is in one request at a time")
	g, late = s.load(time.Now().Add(2 * time.Hour))
	require.Empty(t, g)
	require.Empty(t, late, "all of them are in requests")
}

func TestWhatWaitedTooLongIsNotSent(t *testing.T) {
	s := &Store{lanes: map[string]*lane{}}
	l := &lane{zone: "z", waiting: chainOf(journal.Hash{}, "one", "two")}
	l.waiting[1].until = time.Now().Add(time.Hour)
	s.line(l)
	g, late := s.load(time.Now())
	require.Len(t, late, 1)
	require.Len(t, g, 1)
	require.True(t, g[0].asks, "nobody knows what became of the one before it")
	require.Equal(t, l.zone, g[0].zone)
	for _, v := range g.failed(errors.New("nobody answers")) {
		require.Len(t, v.outcomes, 1)
		require.NotErrorIs(t, v.outcomes[0], journal.ErrConflict)
	}
}
