package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"

	"muster/assets"
	"muster/clientip"
	"muster/matchmaker/api"
)

// offers lists the scenarios for the queue, the given one first: it is what players get who ask for none.
func offers(set *assets.Set, first string) ([]api.ScenarioInfo, error) {
	names := set.Scenarios()
	if !slices.Contains(names, first) {
		return nil, fmt.Errorf("--scenario %s: there is no such scenario; there are %s", first, strings.Join(names, ", "))
	}
	slices.SortStableFunc(names, func(a, b string) int {
		switch first {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	var all []api.ScenarioInfo
	for _, name := range names {
		setup, err := set.Setup(name)
		if err != nil {
			return nil, err
		}
		info := api.ScenarioInfo{
			Name: name, Title: name, Map: setup.Map.Name, Lasts: int(setup.Scenario.Clock) / int(setup.Rules.TickRate),
		}
		for _, seat := range setup.Scenario.Seats {
			info.Teams = append(info.Teams, int(seat.Team))
		}
		all = append(all, info)
	}
	return all, nil
}

// writable makes the data directory and sees that it can be written to, before anything is opened in it.
func writable(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp(dir, ".writable-*"); err == nil {
			err = errors.Join(f.Close(), os.Remove(f.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("--data %s cannot be written to: %w: choose another directory, or change its owner", dir, err)
	}
	return nil
}

// listenHTTP opens a TCP port. One address may have times as many connections as usual, and a trusted proxy as many as there are.
func listenHTTP(addr string, times float64, proxies *clientip.Proxies) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("TCP port %s is in use: stop what uses it, or choose another one with --http", addr)
	}
	if err != nil {
		return nil, err
	}
	return bounded(l, times, proxies), nil
}
