package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	protocol "muster/ai/lines"
)

// signalled is a context that ends with the first signal to end. A second one ends the program at once, as it would
// have without us; the bots that it runs are ended first, with all that they have begun.
func signalled() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals, ended := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		for range 2 {
			select {
			case s := <-signals:
				if ctx.Err() != nil {
					fall(s)
				}
				cancel()
			case <-ended:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel()
		close(ended)
	}
}

// fall ends the program by a signal.
func fall(s os.Signal) {
	protocol.EndAll()
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	if self, err := os.FindProcess(os.Getpid()); err == nil && self.Signal(s) == nil {
		time.Sleep(endWithin) // the system ends it, unless it was told to ignore such signals
	}
	os.Exit(1) // this system has no such signals
}

// leave ends the program in the middle of its work.
func leave(code int) {
	protocol.EndAll()
	os.Exit(code)
}
