package main

import (
	"bufio"
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
)

// databaseFlags say where the queue's database is. Its URL may hold a password: that must not show
// in a list of processes.
type databaseFlags struct {
	DB     string `name:"db" help:"The database that matchmakers share, postgres://...; nothing for a file in the data directory." placeholder:"URL" env:"MUSTER_DB" xor:"db"`
	DBFile string `name:"db-file" help:"File with that URL in its first line, for one with a password." placeholder:"FILE" env:"MUSTER_DB_FILE" xor:"db"`
}

// place is the database's URL; empty for a file in the data directory.
func (d *databaseFlags) place(log *slog.Logger) (string, error) {
	if d.DBFile == "" {
		u, err := url.Parse(d.DB)
		given := func(arg string) bool { return strings.HasSuffix(arg, d.DB) }
		if err == nil && u.User != nil && slices.ContainsFunc(os.Args, given) {
			if _, has := u.User.Password(); has {
				log.Warn("everybody on this machine can read the password in --db: " +
					"use --db-file, MUSTER_DB or PGPASSFILE")
			}
		}
		return d.DB, nil
	}
	b, err := os.ReadFile(d.DBFile)
	if err != nil {
		return "", fmt.Errorf("--db-file: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Scan()
	place := strings.TrimSpace(lines.Text())
	if place == "" {
		return "", fmt.Errorf("--db-file %s: there is no URL in its first line", d.DBFile)
	}
	return place, nil
}
