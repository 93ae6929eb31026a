// Package httpd serves HTTP for the processes of a server: listeners whose connections are bounded, TLS, health, what
// operators alone may see, and headers that guard those who read pages in a browser.
package httpd

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
)

// Serve answers HTTP until ctx ends; requests under way get a moment to finish.
func Serve(ctx context.Context, l net.Listener, handler http.Handler) error {
	s := &http.Server{
		Handler: guardReaders(handler), ReadHeaderTimeout: headerWithin, IdleTimeout: idleFor,
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

// ServeOperators does so on the operators' listener.
func ServeOperators(ctx context.Context, l net.Listener, handler http.Handler) error {
	return Serve(ctx, l, addressed(l.Addr(), handler))
}
