package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"muster/shard/registry"
)

// placeOf is the fingerprint of a data directory and the machine that it is on. A copy has another one, wherever it
// lies; the same directory keeps its own when its process starts again. Where that cannot be told, as in a container
// that gets another name each time, it costs a start a few seconds: see alone.
func placeOf(data string) string {
	host, _ := os.Hostname()            // what is missing tells nothing apart
	real, err := filepath.Abs(data)     // where a directory has no number
	info, failed := os.Stat(data)       // it was made before
	number, _ := os.ReadFile(machineID) // not every system has one
	if err != nil || failed != nil {
		return ""
	}
	h := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s", host, number, wayOut(), numberOf(info, real)))
	return hex.EncodeToString(h[:8])
}

// machineID is a file with a number that no other machine has, unless it was copied whole.
const machineID = "/etc/machine-id"

// wayOut is the address under which this machine goes out: a copy of the whole machine has another one.
func wayOut() string {
	way, err := net.Dial("udp", "192.0.2.1:9") // sends nothing: only asks which address would be used
	if err != nil {
		return ""
	}
	defer way.Close()
	return way.LocalAddr().(*net.UDPAddr).IP.String()
}

// alone sees that nobody else is this shard: a second one on a copy of its data directory has its name and its keys.
// What is left of a process that ended without a word falls silent while it waits.
func (p *Node) alone(ctx context.Context) error {
	own := registry.Shard{ID: p.cfg.ID, Place: p.place, Began: p.began.UnixMilli()}
	for until := time.Now().Add(registry.SilentAfter + 2*registry.AnnounceEvery); ; {
		all, err := p.cfg.Registry.Shards(ctx)
		twin, found := own.YieldsTo(all)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			p.cfg.Log.Warn("cannot ask the registry whether another process has this shard's id; "+
				"it is looked for again while this one runs", "error", err)
			return nil
		case !found:
			return nil
		case time.Now().After(until):
			return p.isTwin(&twin)
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookEvery):
		}
	}
}

// stayAlone does so while the shard runs: both may have started in the same moment, while the registry was away, or
// while the first one was in trouble, such as without a matchmaker, and in no list.
func (p *Node) stayAlone(ctx context.Context) error {
	all, err := p.cfg.Registry.Shards(ctx)
	own := registry.Shard{ID: p.cfg.ID, Place: p.place, Began: p.began.UnixMilli()}
	// what the registry does not tell now, the next look does
	if twin, found := own.YieldsTo(all); err == nil && found {
		return p.isTwin(&twin)
	}
	return nil
}

func (p *Node) isTwin(twin *registry.Shard) error {
	p.yields = true
	return fmt.Errorf("shard %s runs already, for players at %s, and %s is a copy of its data directory: "+
		"stop the other one, or give this one an empty directory with --data (a name of its own comes with it). "+
		"Two on copies would both write the same matches", p.cfg.ID, twin.Addr, p.cfg.Data)
}
