package sources

import (
	"fmt"
	"os"
	"path/filepath"

	"muster/shard/journal/etcd"
)

// Store is what keeps the journal that the shard processes of one machine share, in the data directory of the `up` that
// runs them.
type Store struct {
	Dir    string // of its database
	Socket string // file of the Unix socket at which it listens while it runs
}

// StoreName is what etcd calls it.
const StoreName = "up"

const socketName = "store.sock"

// StoreIn is that of a data directory, whether there is one or not.
func StoreIn(data string) (Store, error) {
	dir, err := filepath.Abs(data)
	if err != nil {
		return Store{}, fmt.Errorf("--data %s: %w", data, err)
	}
	return Store{Dir: filepath.Join(dir, "store"), Socket: filepath.Join(dir, socketName)}, nil
}

// Place is where its journal is opened while it runs.
func (s Store) Place() string { return etcd.PlaceOf(s.Socket) }

// IsThere reports whether it was ever started.
func (s Store) IsThere() bool {
	info, err := os.Stat(filepath.Join(s.Dir, "member"))
	return err == nil && info.IsDir()
}

// JournalOf is the place of the shared journal that is named by the data directory of an `up --shards`; any other name
// stays what it is.
func JournalOf(at string) string {
	if s, err := StoreIn(at); err == nil && !IsShared(at) && s.IsThere() {
		return s.Place()
	}
	return at
}

// Runs is an error where the place is that of such a store, which does not run: it alone can read its database.
func Runs(place string) error {
	socket := etcd.SocketOf(place)
	if socket == "" || filepath.Base(socket) != socketName {
		return nil
	}
	s, err := StoreIn(filepath.Dir(socket))
	if err == nil {
		err = s.runs()
	}
	return err
}

func (s Store) runs() error {
	if etcd.Listens(s.Socket) {
		return nil
	}
	return fmt.Errorf("the journal is in the store of `muster up --shards`, which does not run: start that again, or "+
		"the store alone, `muster store --name %s --data '%s' --listen '%s'`; replays of finished matches are found "+
		"without it, in the directories of the shards: name %s",
		StoreName, s.Dir, s.Socket, filepath.Join(filepath.Dir(s.Dir), "shard-1")+" and so on")
}
