package httpd

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"syscall"

	"muster/clientip"
)

// Listen opens a TCP port for the API. One address may have times as many connections as usual, and a trusted
// proxy as many as there are.
func Listen(addr string, times float64, proxies *clientip.Proxies) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("TCP port %s is in use: stop what uses it, or choose another one with --http", addr)
	}
	if err != nil {
		return nil, err
	}
	return bounded(l, times, proxies), nil
}

// ListenAdmin opens the operators' listener. What it shows tells of orders that players cannot see, so that it listens
// beyond the loopback address only where it is told so by name: an address without a host is this machine's alone.
func ListenAdmin(addr string, log *slog.Logger) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("--admin: %w", err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("TCP port %s is in use: stop what uses it, or choose another one with --admin", addr)
	case err != nil:
		return nil, fmt.Errorf("--admin: %w", err)
	}
	if !Local(l.Addr()) {
		log.Warn("the operators' listener has no password: let nobody but operators reach it",
			"admin", l.Addr().String())
	}
	return bounded(l, 1, nil), nil
}

// Local reports whether an address is this machine's alone.
func Local(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
