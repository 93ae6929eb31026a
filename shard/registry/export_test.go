package registry

import (
	"context"
	"net"
	"net/http"
)

// Over has a Remote dial over another network; leave closes what it keeps open.
func (r *Remote) Over(dial func(ctx context.Context, network, addr string) (net.Conn, error)) (leave func()) {
	r.http.Transport.(*http.Transport).DialContext = dial
	return r.http.CloseIdleConnections
}
