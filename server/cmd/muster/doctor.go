package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"muster/server/doctor"
	"muster/server/reach"
	"muster/server/wire"
	"muster/shard/journal"
)

// doctorCmd looks whether a command would do well here. It is written before that command, which keeps its flags.
type doctorCmd struct {
	JSON bool     `help:"Print one JSON object."`
	API  []string `name:"api" help:"URL of a matchmaker whose clock is held against this machine's; may be given several times." placeholder:"URL"`

	Up         doctorUp         `cmd:"" default:"withargs" help:"What muster up needs."`
	Shard      doctorShard      `cmd:"" help:"What muster shard needs."`
	Matchmaker doctorMatchmaker `cmd:"" help:"What muster matchmaker needs."`
}

// print prints what was found, and fails if something does not work.
func (d *doctorCmd) print(all []doctor.Finding) error {
	r := doctor.ReportOf(all)
	var err error
	if d.JSON {
		err = sayJSON(r)
	} else {
		err = r.Print(stdout)
	}
	if n := r.Troubles(); err == nil && n > 0 {
		err = fmt.Errorf("%d of %d things are in trouble", n, len(r.Findings))
	}
	return err
}

// clocks are those of the given matchmakers.
func (d *doctorCmd) clocks() (all []doctor.Clock) {
	for _, url := range d.API {
		all = append(all, doctor.Clock{Name: url, URL: strings.TrimSuffix(url, "/") + "/healthz"})
	}
	return all
}

type doctorUp struct {
	upCmd `embed:""`
}

// Run looks at everything that one process needs.
func (c *doctorUp) Run(ctx context.Context, d *doctorCmd) error {
	set, err := dataOf(c.Assets, c.Mod...)
	if err == nil {
		_, err = offers(set, c.Scenario)
	}
	all := []doctor.Finding{flags(err)}
	all = append(all, doctor.Ports(ctx, []doctor.Port{
		door(c.UDP), {Flag: "--http", Addr: c.HTTP}, {Flag: "--admin", Addr: atHome(c.Admin)},
	})...)
	all = append(all, network(c.UDP, c.Public, c.HTTP)...)
	all = append(all, machine(c.Data)...)
	all = append(all, doctor.Certificate("keys/certificate.pem",
		filepath.Join(c.Data, "keys", "certificate.pem"), true, time.Now()))
	all = append(all, database(ctx, "", filepath.Join(c.Data, "queue")))
	all = append(all, ownStore(ctx, c.Data, c.Shards)...)
	all = append(all, c.tlsFlags.examine()...)
	return d.print(append(all, doctor.Clocks(ctx, d.clocks())...))
}

type doctorShard struct {
	shardCmd `embed:""`
}

// Run looks at everything that a shard needs.
func (c *doctorShard) Run(ctx context.Context, d *doctorCmd) error {
	_, err := dataOf(c.Assets, c.Mod...)
	all := []doctor.Finding{flags(err)}
	all = append(all, doctor.Ports(ctx, []doctor.Port{
		door(c.UDP),
		{Flag: "--control", Addr: c.Control},
		{Flag: "--http", Addr: c.HTTP},
		{Flag: "--admin", Addr: atHome(c.Admin)},
	})...)
	all = append(all, network(c.UDP, c.Public, "")...)
	all = append(all, machine(c.Data)...)
	all = append(all, doctor.Certificate("keys/certificate.pem",
		filepath.Join(c.Data, "keys", "certificate.pem"), true, time.Now()))
	if c.CA != "" {
		all = append(all, doctor.Certificate("--journal-ca", c.CA, false, time.Now()))
	}
	if c.Journal != "" {
		all = append(all, sharedStore(ctx, c.Journal, c.access())...)
	}
	all = append(all, meet(ctx, &c.registryFlags)...)
	return d.print(append(all, doctor.Clocks(ctx, append(d.clocks(), c.meetFlags.clocks()...))...))
}

type doctorMatchmaker struct {
	matchmakerCmd `embed:""`
}

// Run looks at everything that a matchmaker needs.
func (c *doctorMatchmaker) Run(ctx context.Context, d *doctorCmd) error {
	set, err := dataOf(c.Assets, c.Mod...)
	if err == nil {
		_, err = offers(set, c.Scenario)
	}
	all := []doctor.Finding{flags(err)}
	all = append(all, doctor.Ports(ctx, []doctor.Port{
		{Flag: "--http", Addr: c.HTTP},
		{Flag: "--admin", Addr: atHome(c.Admin)},
	})...)
	all = append(all, machine(c.Data)...)
	place, err := c.place(slog.New(slog.DiscardHandler))
	if err != nil {
		all = append(all, doctor.Broken("database",
			err, "put the URL of the database into the first line of that file"))
	} else {
		all = append(all, database(ctx, place, c.Data))
	}
	all = append(all, c.tlsFlags.examine()...)
	all = append(all, meet(ctx, &c.registryFlags)...)
	clocks := append(d.clocks(), c.meetFlags.clocks()...)
	if place != "" {
		clocks = append(clocks, databaseClock(place))
	}
	return d.print(append(all, doctor.Clocks(ctx, clocks)...))
}

// flags reports what is wrong with what the flags name.
func flags(err error) doctor.Finding {
	if err != nil {
		return doctor.Broken("flags", err, "mend what is named; muster check tells more of --assets")
	}
	return doctor.Fine("flags", "rules, scenarios and maps can be read")
}

// machine is what every server needs of its machine.
func machine(data string) []doctor.Finding {
	return append([]doctor.Finding{doctor.Files()}, doctor.Disk(data, journal.SyncData)...)
}

// network is what the door needs.
func network(udp, public, queue string) []doctor.Finding {
	d := doctor.Door{Listen: udp, Offered: reach.Addresses(udp), Queue: queue, OnlyHere: reach.OnlyHere}
	if public != "" {
		d.Public = strings.Split(public, ",")
		d.Offered = d.Public
	}
	all := append(doctor.Addresses(d), doctor.MTU(reach.Addresses(udp))...)
	return append(all, doctor.Buffers())
}

// door is the port of players, behind which a server shows itself by its certificate.
func door(addr string) doctor.Port {
	return doctor.Port{Flag: "--udp", Addr: addr, UDP: true, Ours: func(ctx context.Context, addr string) bool {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		conn, err := wire.Dial(ctx, reach.First(addr), make([]byte, 32)) // no certificate has this hash
		if err == nil {
			conn.Close(wire.Left, "")
		}
		return err != nil && strings.Contains(err.Error(), "the server shows certificate")
	}}
}

// atHome is where the operators' listener will be.
func atHome(addr string) string {
	if host, port, ok := strings.Cut(addr, ":"); ok && host == "" {
		return "127.0.0.1:" + port
	}
	return cmp.Or(addr, "127.0.0.1:0")
}
