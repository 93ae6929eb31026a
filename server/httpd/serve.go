// Package httpd serves HTTP for the processes of a server: listeners whose connections are bounded, TLS, health, what
// operators alone may see, and headers that guard those who read pages in a browser.
package httpd

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"

	"muster/wallclock"
)

// Serve answers HTTP until ctx ends; requests under way get a moment to finish.
func Serve(ctx context.Context, l net.Listener, handler http.Handler) error {
	s := &http.Server{
		Handler: dated(guardReaders(handler)), ReadHeaderTimeout: headerWithin, IdleTimeout: idleFor,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	if c := counted(l); c != nil {
		s.ConnState = c.track
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		if s.Shutdown(last) != nil {
			s.Close()
		}
	}()
	err := s.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		<-stopped
		return nil
	}
	return err
}

// dated has answers bear our time of day, by which others find clocks that differ.
func dated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", wallclock.Now().UTC().Format(http.TimeFormat))
		next.ServeHTTP(w, r)
	})
}

// ServeOperators does so on the operators' listener: see guard. named is the address that --admin gives.
func ServeOperators(ctx context.Context, l net.Listener, named string, handler http.Handler) error {
	host, _, _ := net.SplitHostPort(named) // the listener has been opened by it
	return Serve(ctx, l, newGuard(host, handler))
}
