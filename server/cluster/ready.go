package cluster

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"time"

	"muster/server/cluster/plan"
	"muster/server/spawn"
)

// probe asks a node whether it takes work: its own page; one without a page does once it listens, bots once all of them
// have come in, and whoever does not listen at all as soon as it runs. begins is where its log begins.
func (c *shell) probe(n *Node, begins int64) func(ctx context.Context) bool {
	if file := c.logFile(n.Name); n.Kind == plan.Bots {
		return func(context.Context) bool { return allIn(tail(file, begins)) }
	}
	if i := slices.IndexFunc(n.Ports, func(p Port) bool { return p.Ready != "" }); i >= 0 {
		url := "http://" + c.site.Listen(n.Name, n.Ports[i]) + n.Ports[i].Ready
		return func(ctx context.Context) bool { return fine(ctx, url) }
	}
	var all []string
	for _, p := range n.Ports {
		all = append(all, c.site.Listen(n.Name, p))
	}
	return func(context.Context) bool {
		return !slices.ContainsFunc(all, func(at string) bool { return !listens(at) })
	}
}

func listens(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, askWithin)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// await waits until a process takes work; false if it ends before.
func await(ctx context.Context, p *spawn.Process, is func(ctx context.Context) bool) bool {
	every := time.NewTicker(askEvery)
	defer every.Stop()
	for !is(ctx) {
		select {
		case <-p.Done():
			return false
		case <-every.C:
		}
	}
	return true
}

// fine asks for a page. A server that is not ready answers with trouble of its own (5xx); Consul without a leader, with
// the empty name of one.
func fine(ctx context.Context, url string) bool {
	var b []byte
	err := read(ctx, url, func(page io.Reader) (err error) {
		b, err = io.ReadAll(io.LimitReader(page, maxTail))
		return err
	})
	return err == nil && !bytes.Equal(bytes.TrimSpace(b), []byte(`""`))
}

// read gives a node's page to f, unless the node is in trouble or takes too long.
func read(ctx context.Context, url string, f func(page io.Reader) error) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 500 {
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return f(resp.Body)
}

var joined = regexp.MustCompile(`(\d+) of (\d+) joined`)

// allIn reports whether bots say that all of them have come in.
func allIn(said []byte) bool {
	all := joined.FindAllSubmatch(said, -1)
	return len(all) > 0 && bytes.Equal(all[len(all)-1][1], all[len(all)-1][2])
}
