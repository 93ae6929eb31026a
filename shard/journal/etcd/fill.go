package etcd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
)

// Fill is how full the database of a server is.
type Fill struct {
	InUse, Size int64 // bytes: of what is kept, and of the file, whose free pages are used again
	Quota       int64 // of Size: from there on nothing is written
	NoSpace     bool  // it was reached, and writes are refused until somebody disarms the alarm
}

// Room decides whether a store has room for new matches. Those that run write a few MB more, so that it says no early;
// and yes again much later, so that it does not say both by turns. The zero Room has room.
type Room struct{ full bool }

// Shares of the quota in percent. What is in use counts, since free pages are used again; but etcd refuses writes by
// the file's size, and a file that is nearly at its quota may have its free pages in pieces that are too small.
const (
	fullInUse, roomInUse = 70, 60
	fullSize, roomSize   = 90, 80
)

// Update notes how full the fullest server is, and reports whether there is no room.
func (r *Room) Update(f Fill) (full bool) {
	over := func(inUse, size int64) bool {
		return f.InUse*100 >= f.Quota*inUse || f.Size*100 >= f.Quota*size
	}
	switch {
	case f.NoSpace:
		r.full = true
	case f.Quota <= 0:
		r.full = false // it has none
	case r.full:
		r.full = over(roomInUse, roomSize)
	default:
		r.full = over(fullInUse, fullSize)
	}
	return r.full
}

// Fill asks the servers how full they are, and tells of the fullest. It fails when none of them answers.
func (s *Store) Fill(ctx context.Context) (most Fill, err error) {
	answered := false
	for _, at := range s.client.Endpoints() {
		one, cancel := context.WithTimeout(ctx, dialWithin)
		got, bad := s.client.Status(one, at)
		cancel()
		if bad != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", at, bad))
			continue
		}
		f := FillOf((*pb.StatusResponse)(got))
		answered = true
		if most.NoSpace = most.NoSpace || f.NoSpace; f.InUse*max(most.Quota, 1) >= most.InUse*max(f.Quota, 1) {
			most.InUse, most.Size, most.Quota = f.InUse, max(f.Size, most.Size), f.Quota
		}
	}
	if !answered {
		return most, fmt.Errorf("ask how full the store is: %w", err)
	}
	return most, nil
}

// FillOf reads a server's status.
func FillOf(s *pb.StatusResponse) Fill {
	f := Fill{InUse: s.DbSizeInUse, Size: s.DbSize, Quota: s.DbSizeQuota}
	for _, alarm := range s.Errors {
		f.NoSpace = f.NoSpace || strings.Contains(alarm, pb.AlarmType_NOSPACE.String())
	}
	return f
}

// WantsDefragmentation reports whether a server should give the free pages of its file back, for which it stands still
// for a moment: more than half of it is free, or a quarter of one that comes near its quota. A
// small file is not worth it.
func (f Fill) WantsDefragmentation() bool {
	free := f.Size - f.InUse
	return f.Size >= smallFile && (2*free > f.Size || f.Quota > 0 && f.Size*100 >= f.Quota*roomSize && 4*free >= f.Size)
}
