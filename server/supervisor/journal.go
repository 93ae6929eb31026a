package supervisor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"muster/shard"
	"muster/shard/journal"
	"muster/shard/sources"
)

// The shard processes share one journal, which a store keeps in a process of its own: where its disk is full or fails,
// etcd ends the process that it is in.

// numbers are those of the shards that run: of the ones that finish what they have in files of their own, and of those
// that share the journal, so many, which are the lowest of the others. A release before this one left such files. Their
// matches are known by the name of their shard, so that it must be that one which goes on with them.
func numbers(data string, shards int) (finish, share []int, err error) {
	all, err := journal.List(data, "")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	for _, dir := range all {
		if n := numberOf(dir); n > 0 && holds(dir) {
			finish = append(finish, n)
		}
	}
	slices.Sort(finish)
	for n := 1; len(share) < shards; n++ {
		if !slices.Contains(finish, n) {
			share = append(share, n)
		}
	}
	return finish, share, nil
}

var shardDir = regexp.MustCompile(`^shard-([1-9][0-9]{0,3})$`)

// numberOf is that of the shard whose directory it is; 0 for any other.
func numberOf(dir string) int {
	if m := shardDir.FindStringSubmatch(filepath.Base(dir)); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}

// holds reports whether the files of a shard's directory hold matches that somebody has to see to. Where they cannot be
// read they do: their shard tells why.
func holds(dir string) bool {
	files := filepath.Join(dir, "journal")
	if _, err := os.Stat(files); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	s, err := journal.TakeSnapshot(files)
	if err != nil || len(s.Damage()) > 0 {
		return true
	}
	beside := sources.SidecarIn(dir)
	return slices.ContainsFunc(s.Zones(), func(match string) bool {
		why, err := beside.Quarantined(match)
		return err != nil || !shard.Voided(why)
	})
}

// inPlace must be nil for the store to be started again: etcd would begin anew where its directory was moved away, and
// every match would be quarantined.
func inPlace(store sources.Store) error {
	if store.IsThere() {
		return nil
	}
	return fmt.Errorf("%s holds no journal any more: move the very same directory back, and the matches go on; "+
		"if it is gone, stop this, and start it on the last backup", store.Dir)
}
