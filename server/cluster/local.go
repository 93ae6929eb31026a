package cluster

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"muster/shard/registry"
)

// local is this machine as the site of a cluster: every node on the loopback address, with ports of its own.
type local struct {
	dir   string
	ports *ports
	at    map[place]string // where a node listens
	told  map[place]string // where others find it
	route route            // through what others reach it
	err   error            // of ports, or of a route
}

// route is the address at which others reach a port of a node, which listens at an address.
type route func(node string, p Port, at string) (told string, err error)

type place struct {
	node string
	port string
}

func newLocal(dir string, p *ports) *local {
	return &local{
		dir: dir, ports: p, at: map[place]string{}, told: map[place]string{},
		route: func(_ string, _ Port, at string) (string, error) { return at, nil },
	}
}

func (l *local) Listen(node string, p Port) string {
	where := place{node, p.Name}
	if l.at[where] == "" {
		addr, err := l.ports.allocate()
		l.err = errors.Join(l.err, err)
		l.at[where] = addr
	}
	return l.at[where]
}

func (l *local) Reach(node string, p Port) string {
	where := place{node, p.Name}
	if l.told[where] == "" {
		l.told[where] = l.Listen(node, p)
		if p.Meets {
			told, err := l.route(node, p, l.told[where])
			l.err = errors.Join(l.err, err)
			l.told[where] = told
		}
	}
	return l.told[where]
}

func (l *local) Data(node string) string { return filepath.Join(l.dir, node) }

func (l *local) File(name string) string { return filepath.Join(l.dir, name) }

func (l *local) Guarded() bool { return false }

// secrets makes what all nodes share, unless it is there from an earlier run. The directory makes its own: so it knows
// that nobody can have asked another one before it, and does not wait for those who did.
func (l *local) secrets() error {
	_, err := keep(l.File("cluster.key"), registry.NewKey)
	return err
}

// keep is what a file holds; it is made, for its owner alone, if it is missing.
func keep(file string, fill func() []byte) ([]byte, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		b = fill()
		err = os.WriteFile(file, b, 0o600)
	}
	return b, err
}
