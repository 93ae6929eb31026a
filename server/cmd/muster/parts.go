package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
)

// closers closes what was opened, the last first.
type closers []func() error

func (c *closers) opens(f func() error) { *c = append(*c, f) }

func (c *closers) close() (err error) {
	for _, f := range slices.Backward(*c) {
		err = errors.Join(err, f())
	}
	*c = nil
	return err
}

// together runs parts until ctx ends or one of them fails or ends, then waits for all.
func together(ctx context.Context, parts ...func(context.Context) error) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error)
	for _, part := range parts {
		go func() {
			err := part(ctx)
			stop()
			done <- err
		}()
	}
	for range parts {
		err = errors.Join(err, <-done)
	}
	return err
}

// closing closes what may be closed already by whoever served on it.
func closing(c interface{ Close() error }) func() error {
	return func() error {
		if err := c.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}

// serve answers HTTP until ctx ends; requests under way get a moment to finish.
func serve(ctx context.Context, l net.Listener, handler http.Handler) error {
	s := &http.Server{
		Handler: guardReaders(handler), ReadHeaderTimeout: headerWithin, IdleTimeout: idleFor, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
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
