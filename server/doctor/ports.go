package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"syscall"
)

// Port is one that a server will open.
type Port struct {
	Flag, Addr string
	UDP        bool
	// Ours reports whether a server of this program answers there; nil to ask for /version.
	Ours func(ctx context.Context, addr string) bool
}

func (p *Port) network() string {
	if p.UDP {
		return "udp"
	}
	return "tcp"
}

// Ports looks whether each can be opened, or is open already by such a server.
func Ports(ctx context.Context, ports []Port) (all []Finding) {
	for i := range ports {
		all = append(all, ports[i].check(ctx))
	}
	return all
}

func (p *Port) check(ctx context.Context) Finding {
	name := fmt.Sprintf("%s %s (%s)", strings.ToUpper(p.network()), p.Addr, p.Flag)
	if strings.HasSuffix(p.Addr, ":0") {
		name = fmt.Sprintf("%s, any port of %s (%s)",
			strings.ToUpper(p.network()), cmp.Or(strings.TrimSuffix(p.Addr, ":0"), "all addresses"), p.Flag)
	}
	switch err := p.try(); {
	case err == nil:
		return fine("port", "%s is free", name)
	case errors.Is(err, syscall.EADDRINUSE):
		ours := p.Ours
		if ours == nil {
			ours = tellsVersion
		}
		if ours(ctx, p.Addr) {
			return fine("port", "%s is open: a server of Muster answers there", name)
		}
		return Finding{
			"port", Trouble, name + " is in use by another program",
			fmt.Sprintf("see who with `ss -lnp`, and stop that, or choose another port with %s", p.Flag),
		}
	case errors.Is(err, fs.ErrPermission):
		return Finding{
			"port", Trouble, name + " may not be opened",
			"choose a port over 1023, or give the program the right to (setcap cap_net_bind_service=+ep)",
		}
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return Finding{
			"port", Trouble, name + ": this machine has no such address",
			fmt.Sprintf("listen on an address of this machine, or on all of them (%s :PORT), "+
				"and name the one that others dial with --public or --url", p.Flag),
		}
	default:
		return Finding{"port", Trouble, name + ": " + err.Error(), fmt.Sprintf("give %s as HOST:PORT", p.Flag)}
	}
}

func (p *Port) try() error {
	if p.UDP {
		c, err := net.ListenPacket("udp", p.Addr)
		if err != nil {
			return err
		}
		return c.Close()
	}
	l, err := net.Listen("tcp", p.Addr)
	if err != nil {
		return err
	}
	return l.Close()
}

// tellsVersion reports whether a listener of this program's answers.
func tellsVersion(ctx context.Context, addr string) bool {
	for _, page := range []string{"/version", "/readyz"} {
		r, err := get(ctx, "http://"+addr+page)
		if err != nil {
			return false
		}
		if r.StatusCode == http.StatusOK {
			return true
		}
	}
	return false
}

// get asks for a page and wants its head alone.
func get(ctx context.Context, url string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil, err
	}
	return r, r.Body.Close()
}
