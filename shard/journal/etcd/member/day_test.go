package member_test

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
)

// A day of fifty matches at once: 72 rounds of 20 minutes, three records a second each.
const (
	matches, rounds, minutes = 50, 72, 20
	perMinute                = 3 * 60 // records of a match
	recordBytes              = 64     // of one's payload: with orders in every third, bots' have 40 on average
	dayBytes                 = 1 << 30
)

// day is a store that is written to as fast as it goes. Time is that of the matches.
type day struct {
	t      *testing.T
	m      *member.Member
	s      *etcd.Store
	heads  map[string]journal.Hash
	most   etcd.Fill
	tended int
}

// minute has all matches of a round write for a minute.
func (d *day) minute(round, records int) {
	var all sync.WaitGroup
	var mu sync.Mutex
	for i := range matches {
		zone := fmt.Sprintf("round%d-match%d", round, i)
		prev := d.heads[zone]
		all.Go(func() {
			for n := range records {
				r := journal.Seal(prev, fmt.Appendf(make([]byte, recordBytes-8, recordBytes+8), "%8d", n))
				outcome := make(chan error)
				d.s.Append(zone, r, func(err error) { outcome <- err })
				if !assert.NoError(d.t, <-outcome) {
					return
				}
				prev = r.Hash()
			}
			mu.Lock()
			defer mu.Unlock()
			d.heads[zone] = prev
		})
	}
	all.Wait()
	require.False(d.t, d.t.Failed())
	if f := d.m.Fill(); f.Size > d.most.Size {
		d.most = f
	}
}

// giveUp gives the last round's matches up, as their shards do within a minute after their end.
func (d *day) giveUp(round int) {
	for i := range matches {
		zone := fmt.Sprintf("round%d-match%d", round, i)
		require.NoError(d.t, d.s.GiveUp(zone))
		delete(d.heads, zone)
	}
}

// compact is what the servers do by themselves every five minutes, and tend what they do every minute.
func (d *day) compact() {
	now, err := d.s.Client().Get(d.t.Context(), "now")
	require.NoError(d.t, err)
	_, err = d.s.Client().Compact(d.t.Context(), now.Header.Revision)
	require.NoError(d.t, err)
}

func (d *day) tend() {
	done, err := d.m.Tend(d.t.Context())
	require.NoError(d.t, err)
	if done {
		d.tended++
	}
}

// A store that matches come to and go from stays small: what is given up is used again. STORE_DAY=72 runs the whole day
// (make storeday), which takes hours; other numbers run so many rounds of it, and a dose has shorter rounds too.
func TestADayOfFiftyMatchesStaysSmall(t *testing.T) {
	n, records := 3, 6
	if whole := os.Getenv("STORE_DAY"); whole != "" {
		var err error
		n, err = strconv.Atoi(whole)
		require.NoError(t, err)
		require.Greater(t, n, 1, "the first rounds are what the others are compared with")
		records = perMinute
	} else if testing.Short() {
		t.Skip("writes some thousand records")
	}
	m := start(t, alone(t))
	s, err := open(t, etcd.Access{}, m.Addr())
	require.NoError(t, err)
	d, began := &day{t: t, m: m, s: s, heads: map[string]journal.Hash{}}, time.Now()
	var first int64
	for round := range n {
		for at := range minutes {
			d.minute(round, records)
			if at == 0 && round > 0 {
				d.giveUp(round - 1)
			}
			if at%5 == 4 {
				d.compact()
			}
			d.tend()
		}
		if round == 1 {
			first = d.most.Size
		}
	}
	t.Logf("%d rounds of %d matches, %d records, in %v: at most %.1f MB on the disk, "+
		"%.1f MB of them in use; given back %d times",
		n, matches, n*matches*minutes*records, time.Since(began).Round(time.Second), float64(d.most.Size)/1e6,
		float64(d.most.InUse)/1e6, d.tended)
	require.Less(t, d.most.Size, int64(dayBytes))
	require.LessOrEqual(t, d.most.Size, first+first/2, "later rounds use what earlier ones have left")
	zones, err := s.Zones()
	require.NoError(t, err)
	require.Len(t, zones, matches, "those of the last round")
}

// halfEmpty is a member whose database has many free pages.
func halfEmpty(t *testing.T) (*member.Member, *etcd.Store) {
	m := start(t, alone(t))
	s, err := open(t, etcd.Access{}, m.Addr())
	require.NoError(t, err)
	d := &day{t: t, m: m, s: s}
	prev := journal.Hash{}
	for range 80 {
		r := journal.Seal(prev, make([]byte, 1<<20))
		outcome := make(chan error)
		s.Append("large", r, func(err error) { outcome <- err })
		require.NoError(t, <-outcome)
		prev = r.Hash()
	}
	require.NoError(t, s.GiveUp("large"))
	d.compact()
	require.Eventually(t, func() bool { // pages are free when something is written behind the compaction
		_, err := s.Client().Put(t.Context(), "another/key", "")
		return err == nil && m.Fill().WantsDefragmentation()
	}, patience, 10*time.Millisecond)
	return m, s
}

// The alarm of a full database refuses every write, also of the key that keeps two members apart.
func TestFreePagesAreGivenBackUnderTheAlarmToo(t *testing.T) {
	m, s := halfEmpty(t)
	_, err := pb.NewMaintenanceClient(s.Client().ActiveConnection()).
		Alarm(t.Context(), &pb.AlarmRequest{Action: pb.AlarmRequest_ACTIVATE, Alarm: pb.AlarmType_NOSPACE})
	require.NoError(t, err)
	_, err = s.Client().Put(t.Context(), "another/key", "")
	require.ErrorIs(t, err, rpctypes.ErrNoSpace)
	done, err := m.Tend(t.Context())
	require.NoError(t, err)
	require.True(t, done)
	require.Less(t, m.Fill().Size, int64(8<<20))
}

// What is given up is given back to the disk, by one member at a time.
func TestFreePagesAreGivenBackByOneMemberAtATime(t *testing.T) {
	m, s := halfEmpty(t)
	_, err := s.Client().Put(t.Context(), "muster/store/defragments", "another member")
	require.NoError(t, err)
	done, err := m.Tend(t.Context())
	require.NoError(t, err)
	require.False(t, done, "another one is at it")
	_, err = s.Client().Delete(t.Context(), "muster/store/defragments")
	require.NoError(t, err)
	done, err = m.Tend(t.Context())
	require.NoError(t, err)
	require.True(t, done)
	require.Less(t, m.Fill().Size, int64(8<<20))
	got, err := s.Client().Get(t.Context(), "muster/store/defragments")
	require.NoError(t, err)
	require.Empty(t, got.Kvs, "the next one may")
}
