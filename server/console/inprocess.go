package console

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"muster/clientip"
	"muster/matchmaker/api"
)

// inProcess carries calls of the API to its handler, without a network between. They come from where the browser's
// request came from, so that limits by address hold.
type inProcess struct {
	to http.Handler
	as func(ctx context.Context) context.Context // who calls, beside what the token says; nil for nobody
}

// InProcess carries calls of the API to its handler. as says who calls, beside what the token says.
func InProcess(to http.Handler, as func(ctx context.Context) context.Context) http.RoundTripper {
	return inProcess{to, as}
}

// RoundTrip implements http.RoundTripper.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if t.as != nil {
		ctx = t.as(ctx)
	}
	q := r.Clone(ctx)
	q.RequestURI = q.URL.RequestURI()
	if q.Body == nil {
		q.Body = http.NoBody
	}
	clientip.Pass(q)
	w := &answer{header: http.Header{}}
	t.to.ServeHTTP(w, q)
	_ = q.Body.Close()
	if w.code == 0 {
		w.code = http.StatusOK
	}
	return &http.Response{
		StatusCode: w.code, Status: http.StatusText(w.code), Header: w.header, Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()),
	}, nil
}

// answer keeps what a handler answers.
type answer struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(code int) {
	if a.code == 0 {
		a.code = code
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// here is what stands for the API's address: calls go nowhere.
const here = "http://localhost"

// nobody calls the API without having signed in.
func (c *Console) nobody() *api.Client {
	return api.NewClient(here, &http.Client{Transport: inProcess{to: c.cfg.API}})
}

// machine calls it for whoever runs this machine.
func (c *Console) machine() *api.Client {
	return api.NewClient(here, &http.Client{Transport: inProcess{to: c.cfg.API, as: c.cfg.Machine}})
}
