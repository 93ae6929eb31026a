package etcd

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// A server alone on its machine may listen at a Unix socket, for shards of that machine: it takes no port, and the mode
// of the socket's file says who may come in. Its place is etcd:// and the file's path.

const (
	unixScheme = "unix:"
	// of a socket's path: the smallest of the systems' limits, macOS's, with its closing 0
	maxSocketPath = 103
)

// PlaceOf is the place of a journal whose server listens at a Unix socket.
func PlaceOf(socket string) string { return "etcd://" + socket }

// SocketOf is the file of the Unix socket at which a journal's server listens; empty for one that is reached by IP.
func SocketOf(place string) string {
	if file, ok := strings.CutPrefix(place, "etcd://"); ok && filepath.IsAbs(file) {
		return file
	}
	return ""
}

// Reachable is a path to the file of a socket that systems take: where its own is too long, one by a link to its
// directory, which lasts until release.
func Reachable(socket string) (path string, release func(), err error) {
	if len(socket) <= maxSocketPath {
		return socket, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "muster-")
	if err != nil {
		return "", nil, err
	}
	release = func() { _ = os.RemoveAll(dir) }
	link := filepath.Join(dir, "d")
	if err = os.Symlink(filepath.Dir(socket), link); err == nil {
		path = filepath.Join(link, filepath.Base(socket))
	}
	if err != nil || len(path) > maxSocketPath {
		release()
		return "", nil, fmt.Errorf("%s: a Unix socket's path may have %d bytes at most, and this one has %d: "+
			"choose a directory with a shorter path", socket, maxSocketPath, len(socket))
	}
	return path, release, nil
}

// Listens reports whether somebody listens at a Unix socket.
func Listens(socket string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), dialWithin)
	defer cancel()
	c, err := dialSocket(socket)(ctx, "")
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// dialSocket is how gRPC reaches such a server, by whatever address it thinks to.
func dialSocket(socket string) func(ctx context.Context, _ string) (net.Conn, error) {
	return func(ctx context.Context, _ string) (net.Conn, error) {
		path, release, err := Reachable(socket)
		if err != nil {
			return nil, err
		}
		defer release()
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
}
