// Package directory is a registry's process whole, for clusters without Consul: it serves who is there, and elects the
// matchmaker that leads, to processes of one machine or of a few.
//
// What it knows is in memory, and comes back by itself when it is started again, since everybody who lives puts
// themselves again every second (see registry.Memory.Recover). Only the heads of matches whose shard is dead would not:
// with a data directory they are kept there.
//
//	DIR/heads.json  the heads, as the registry lists them
package directory

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/shard/journal"
	"muster/shard/registry"
)

// Config is what Open needs.
type Config struct {
	HTTP   string // where it listens
	Secret string // file of what whoever asks must know; made if it is missing
	Data   string // directory of what it keeps; empty for nowhere
	Log    *slog.Logger
}

// Directory is a registry that is served.
type Directory struct {
	cfg    Config
	knows  *registry.Memory
	secret string
	heads  []byte // as they are in the file
	listen net.Listener
}

// Open opens the port and what was kept.
func Open(cfg Config) (d *Directory, err error) {
	d = &Directory{cfg: cfg, knows: registry.NewMemory(registry.SilentAfter)}
	made := false
	if d.secret, made, err = secretIn(cfg.Secret, cfg.Log); err != nil {
		return nil, fmt.Errorf("--secret: %w", err)
	}
	if err := d.remember(); err != nil {
		return nil, err
	}
	if !made || d.heads != nil { // another process may have been here before, and those who knew it may live
		d.knows.Recover()
	}
	if d.listen, err = httpd.Listen(cfg.HTTP, 1, nil); err != nil {
		return nil, err
	}
	if !httpd.Local(d.listen.Addr()) {
		cfg.Log.Warn("the registry is served in clear, and not to this machine alone: whoever is on the way can read "+
			"its secret, and with it take matches and players away. Let only the cluster's machines reach it",
			"http", d.listen.Addr().String())
	}
	return d, nil
}

// secretIn is what a file holds, and whether it was missing and has been made: then nobody can have asked another
// directory with it.
func secretIn(file string, log *slog.Logger) (secret string, made bool, err error) {
	b, err := os.ReadFile(file)
	if made = errors.Is(err, fs.ErrNotExist); made {
		b = []byte(rand.Text() + "\n")
		err = journal.WriteFile(file, b)
	}
	secret = strings.TrimSpace(string(b))
	switch {
	case err != nil:
		return "", false, err
	case len(secret) < minSecret:
		return "", false,
			fmt.Errorf("%s holds %d characters; a secret that nobody guesses has %d or more: delete the file, "+
				"and one is made", file, len(secret), minSecret)
	}
	if info, err := os.Stat(file); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		log.Warn("others on this machine can read the registry's secret: chmod 600 it", "file", file)
	}
	return secret, made, nil
}

// remember reads the heads that were kept.
func (d *Directory) remember() error {
	if d.cfg.Data == "" {
		return nil
	}
	b, err := os.ReadFile(d.file())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var heads []registry.Head
	if err == nil {
		err = json.Unmarshal(b, &heads)
	}
	if err == nil {
		err = d.knows.PutHeads(context.Background(), heads...)
	}
	if err != nil {
		return fmt.Errorf("heads of matches in %s: %w: delete the file, and those of all matches that run come back "+
			"by themselves", d.file(), err)
	}
	d.heads = b
	return nil
}

func (d *Directory) file() string { return filepath.Join(d.cfg.Data, "heads.json") }

// save writes the heads down, if they have changed.
func (d *Directory) save() error {
	heads, err := d.knows.Heads(context.Background())
	if err != nil {
		return nil // it recovers, and must not take what it has heard by now for all
	}
	b, err := json.Marshal(heads)
	if err != nil || bytes.Equal(b, d.heads) {
		return err
	}
	if err := journal.WriteFile(d.file(), b); err != nil {
		return fmt.Errorf("keep heads of matches: %w", err)
	}
	d.heads = b
	return nil
}

// URL is where it is reached, without its secret.
func (d *Directory) URL() string { return "http://" + d.listen.Addr().String() }

// Run serves until ctx ends, and keeps heads meanwhile. A disk that does not take them stops nothing: it is told.
func (d *Directory) Run(ctx context.Context) error {
	return lifecycle.RunAll(ctx, func(ctx context.Context) error {
		return httpd.Serve(ctx, d.listen, ending(ctx, registry.Serve(d.knows, d.secret)))
	}, d.keepAlways)
}

func (d *Directory) keepAlways(ctx context.Context) error {
	if d.cfg.Data == "" {
		<-ctx.Done()
		return nil
	}
	every := time.NewTicker(keepEvery)
	defer every.Stop()
	for told := false; ; {
		select {
		case <-ctx.Done():
			return d.save()
		case <-every.C:
		}
		err := d.save()
		if err != nil && !told {
			d.cfg.Log.Error("cannot save the heads of matches; retrying every second",
				"error", err)
		}
		told = err != nil
	}
}

// ending has calls that wait end with ctx, so that a server need not wait for them.
func ending(ctx context.Context, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		h.ServeHTTP(w, r.WithContext(asked))
	})
}

// Close closes the port, if Run has not.
func (d *Directory) Close() error { return lifecycle.Closing(d.listen)() }
