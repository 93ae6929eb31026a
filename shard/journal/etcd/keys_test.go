package etcd

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"pgregory.net/rapid"

	"muster/shard/journal"
)

func TestValuesLeadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.StringN(1, 64, 64).Draw(t, "zone")
		got, ok := zoneOf(headKey(zone))
		require.True(t, ok)
		require.Equal(t, zone, got)
		behind := end{uint64(rapid.IntRange(0, 1<<40).Draw(t, "number")), journal.Hash{7}}
		require.Equal(t, behind.number, numberOf(recordKey(zone, behind.number)))
		r := journal.Seal(behind.hash, rapid.SliceOf(rapid.Byte()).Draw(t, "payload"))
		at := time.UnixMilli(int64(rapid.IntRange(0, 1<<45).Draw(t, "at")))
		value := []byte(recordValue(at, &r))
		rec, err := readRecord(zone, behind, value)
		require.NoError(t, err)
		require.Equal(t, behind.number+1, rec.Number)
		require.Equal(t, r.Hash(), rec.Hash)
		require.Equal(t, string(r.Payload()), string(rec.Payload))
		when, _, err := readBegin(value)
		require.NoError(t, err)
		require.Equal(t, at, when)
		e, err := readEnd(zone, []byte(end{rec.Number, rec.Hash}.value()))
		require.NoError(t, err)
		require.Equal(t, end{rec.Number, rec.Hash}, e)
	})
}

// Keys of records are ordered as their numbers are, and no zone's are among another's.
func TestKeysOfRecordsAreInOrder(t *testing.T) {
	require.Less(t, recordKey("a", 9), recordKey("a", 10))
	require.Less(t, recordKey("a", 999_999_999), recordKey("a", 1_000_000_000))
	require.NotContains(t, recordKey("a/b", 1), recordsOf("a"))
}

// Whatever byte of a record is changed, reading finds it, but for when it was written.
func TestAChangedByteIsFound(t *testing.T) {
	r := journal.Seal(journal.Hash{1}, []byte("a record of some bytes"))
	whole := []byte(recordValue(time.Now(), &r))
	for at := range whole {
		b := append([]byte(nil), whole...)
		b[at] ^= 0x10
		_, err := readRecord("z", end{4, journal.Hash{1}}, b)
		if at > 0 && at < 9 {
			require.NoError(t, err, "byte %d", at)
			continue
		}
		var damage *journal.DamageError
		require.ErrorAs(t, err, &damage, "byte %d", at)
		require.EqualValues(t, 5, damage.Number)
	}
}

func FuzzReadRecord(f *testing.F) {
	r := journal.Seal(journal.Hash{}, []byte("a record"))
	f.Add([]byte(recordValue(time.Now(), &r)))
	f.Add([]byte{version})
	f.Fuzz(func(t *testing.T, b []byte) {
		rec, err := readRecord("z", end{}, b)
		if err == nil {
			require.Equal(t, journal.Link(journal.Hash{}, rec.Payload), rec.Hash)
		}
	})
}

func FuzzReadEnd(f *testing.F) {
	f.Add([]byte(end{1, journal.Hash{1}}.value()))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := readEnd("z", b)
		if err == nil {
			require.Equal(t, string(b), e.value())
		}
	})
}

func TestServersAreRead(t *testing.T) {
	for place, want := range map[string][]string{
		"etcd://a:1":              {"a:1"},
		"etcds://a:1,b:2,[::1]:3": {"a:1", "b:2", "[::1]:3"},
		"etcd://a:1,etcd://b:2":   {"a:1", "b:2"},
	} {
		got, tls, err := Servers(place)
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, place[4] == 's', tls)
	}
	for _, bad := range []string{"", "etcd://", "etcd://a", "nats://a:1", "etcd://a:1,", "a:1"} {
		_, _, err := Servers(bad)
		require.Error(t, err, bad)
	}
	_, _, err := Servers("etcd://shards:hunter2@a:1")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "hunter2")
}

// A server that stops cancels what it was asked, and another one answers: the call is made again
// while whoever made it waits.
func TestACallThatAStoppingServerCancelsIsMadeAgain(t *testing.T) {
	running, stop := context.WithCancel(t.Context())
	s := &Store{running: running}
	calls := 0
	answer, err := try(s, time.Minute, time.Minute, func(context.Context) (string, error) {
		if calls++; calls == 1 {
			return "", status.Error(codes.Canceled, "context canceled")
		}
		return "yes", nil
	})
	require.NoError(t, err)
	require.Equal(t, "yes", answer)
	stop()
	_, err = try(s, time.Minute, time.Minute, func(ctx context.Context) (string, error) { return "", ctx.Err() })
	require.ErrorIs(t, err, context.Canceled, "the store is closed")
}

// What may pass is asked again; what is wrong with the journal is told.
func TestWhatPassesIsToldFromWhatStays(t *testing.T) {
	for _, err := range []error{
		rpctypes.ErrLeaderChanged, rpctypes.ErrGRPCNoLeader, context.DeadlineExceeded,
		status.Error(codes.Unknown, "raft proposal dropped"),
		status.Error(codes.Unavailable, "transport is closing"), fmt.Errorf("read: %w", rpctypes.ErrTimeout),
		// of a server that stops
		status.Error(codes.Canceled, "context canceled"), rpctypes.ErrGRPCCanceled, rpctypes.ErrGRPCDeadlineExceeded,
	} {
		require.True(t, isPassing(err), "%v", err)
	}
	for _, err := range []error{
		&journal.DamageError{Zone: "z"}, errGoing, rpctypes.ErrNoSpace, rpctypes.ErrGRPCPermissionDenied,
		rpctypes.ErrRequestTooLarge, context.Canceled,
	} {
		require.False(t, isPassing(err), "%v", err)
	}
}
