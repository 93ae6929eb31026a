package failover

import (
	"net/http"
	"net/url"
)

// either is a transport that asks the first of the matchmakers that answers: bots come in by any, as players do behind
// a balancer.
type either []string

// RoundTrip asks one after the other; a body is sent again from its beginning.
func (all either) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	for _, at := range all {
		to, bad := url.Parse(at)
		if bad != nil {
			return nil, bad
		}
		again := r.Clone(r.Context())
		again.URL.Host, again.Host = to.Host, to.Host
		if r.GetBody != nil {
			if again.Body, err = r.GetBody(); err != nil {
				return nil, err
			}
		}
		if resp, err = http.DefaultTransport.RoundTrip(again); err == nil || r.Context().Err() != nil {
			return resp, err
		}
	}
	return nil, err
}
