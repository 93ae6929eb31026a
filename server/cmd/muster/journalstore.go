package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"text/tabwriter"
	"time"

	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/keeper"
	"muster/shard/sources"
)

// journalStore looks after the servers of a shared journal, which is named by --data etcd://HOST:PORT.
type journalStore struct {
	Status   storeStatus   `cmd:"" help:"Show how each server does: who leads, what its database takes, alarms."`
	Add      storeAdd      `cmd:"" help:"Take a new server in: it learns first, and votes when it knows everything."`
	Remove   storeRemove   `cmd:"" help:"Have the others forget a server for good; its directory is of no more use then."`
	Defrag   storeDefrag   `cmd:"" help:"Give free pages of the databases back to the disks, one server after the other."`
	Snapshot storeSnapshot `cmd:"" help:"Keep all that the store has now in a file."`
	Restore  storeRestore  `cmd:"" help:"Make a directory for muster store from such a file. What came after it is lost."`
	Alarm    storeAlarm    `cmd:"" help:"Show whether servers refuse writes since a database reached its quota, and let them write again."`
}

// servers are those of the shared journal that --data names.
func (j *journalCmd) servers() (endpoints []string, access *etcd.Access, err error) {
	for _, at := range j.Data {
		if at = sources.JournalOf(at); !sources.IsShared(at) {
			continue
		}
		if err := sources.Runs(at); err != nil {
			return nil, nil, err
		}
		access := j.access()
		endpoints, access.TLS, err = etcd.Servers(at)
		return endpoints, &access, err
	}
	return nil, nil, errors.New("name the servers: --data etcd://HOST:PORT, or etcds://HOST:PORT for TLS, " +
		"or the directory of muster up --shards")
}

func (j *journalCmd) keeper() (*keeper.Keeper, error) {
	endpoints, access, err := j.servers()
	if err != nil {
		return nil, err
	}
	return keeper.Open(endpoints, access)
}

// looksAfter does something with the servers.
func (j *journalCmd) looksAfter(ctx context.Context, do func(k *keeper.Keeper) error) error {
	k, err := j.keeper()
	if err != nil {
		return err
	}
	return errors.Join(working(ctx, do(k)), k.Close())
}

type storeStatus struct {
	JSON bool `help:"Print one JSON object."`
}

// Run fails if a server does not answer or refuses writes.
func (c *storeStatus) Run(ctx context.Context, j *journalCmd) error {
	return j.looksAfter(ctx, func(k *keeper.Keeper) error {
		all, err := k.Status(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			err = sayJSON(map[string]any{"servers": all})
		} else {
			err = printServers(all)
		}
		ill := 0
		for i := range all {
			if all[i].Trouble != "" || len(all[i].Alarms) > 0 {
				ill++
			}
		}
		if err == nil && ill > 0 {
			err = fmt.Errorf("%d of %d servers of the store are in trouble", ill, len(all))
		}
		return err
	})
}

func printServers(all []keeper.Server) error {
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "server\tid\trole\tversion\tfile\tin use\tof quota\tbehind\tstate")
	for i := range all {
		s := &all[i]
		role, state := "follows", "well"
		switch {
		case s.Leads:
			role = "leads"
		case s.Learns:
			role = "learns"
		}
		switch {
		case s.Trouble != "":
			state = s.Trouble
		case len(s.Alarms) > 0:
			state = strings.Join(s.Alarms, "; ")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%.1f MB\t%.1f MB\t%d %%\t%d\t%s\n",
			s.Name, s.ID, role, s.Version, float64(s.Size)/1e6, float64(s.InUse)/1e6, s.Share(), s.Behind, state)
	}
	return w.Flush()
}

type storeAdd struct {
	Name   string        `arg:"" help:"Name of the new server, as its --name."`
	Peer   string        `arg:"" help:"HOST:PORT under which the others reach it: of its --peer-listen."`
	Within time.Duration `help:"How long to wait until it votes. The command may be given again." default:"10m"`
}

// Run takes the server in, says how to start it, and waits until it votes.
func (c *storeAdd) Run(ctx context.Context, j *journalCmd) error {
	if _, _, err := net.SplitHostPort(c.Peer); err != nil {
		return fmt.Errorf("%q is no HOST:PORT", c.Peer)
	}
	_, access, err := j.servers()
	if err != nil {
		return err
	}
	scheme := "http://"
	if access.TLS {
		scheme = "https://"
	}
	return j.looksAfter(ctx, func(k *keeper.Keeper) error {
		if err := k.Add(ctx, scheme+c.Peer); err != nil {
			return err
		}
		all, err := k.Status(ctx)
		if err != nil {
			return err
		}
		peers := []string{c.Name + "=" + c.Peer}
		for i := range all {
			if peer := strings.TrimPrefix(all[i].Peer, scheme); peer != c.Peer {
				peers = append(peers, all[i].Name+"="+peer)
			}
		}
		fmt.Fprintf(stdout,
			"start it now, with an empty directory:\n  muster store --join --name %s --peers %s --data DIR --listen "+
				"IP:PORT --peer-listen IP:PORT\n", c.Name, strings.Join(peers, ","))
		ctx, cancel := context.WithTimeout(ctx, c.Within)
		defer cancel()
		if err := k.Promote(ctx, scheme+c.Peer); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s knows everything and votes\n", c.Name)
		return nil
	})
}

type storeRemove struct {
	Server string `arg:"" help:"Its name or id, see status."`
	Force  bool   `help:"Also when the others are no majority any more: every match then stands still until servers are back."`
}

// Run removes it.
func (c *storeRemove) Run(ctx context.Context, j *journalCmd) error {
	return j.looksAfter(ctx, func(k *keeper.Keeper) error {
		if err := k.Remove(ctx, c.Server, c.Force); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s does not belong to the store any more\n", c.Server)
		return nil
	})
}

type storeDefrag struct{}

// Run defragments all servers.
func (c *storeDefrag) Run(ctx context.Context, j *journalCmd) error {
	return j.looksAfter(ctx, func(k *keeper.Keeper) error {
		return k.Defragment(ctx, func(server string, before, after int64) {
			fmt.Fprintf(stdout, "%s: %.1f MB, and %.1f MB before\n", server, float64(after)/1e6, float64(before)/1e6)
		})
	})
}

type storeAlarm struct {
	Disarm bool `help:"Let the servers write again."`
}

// Run shows alarms, or disarms them.
func (c *storeAlarm) Run(ctx context.Context, j *journalCmd) error {
	return j.looksAfter(ctx, func(k *keeper.Keeper) error {
		if c.Disarm {
			was, err := k.Disarm(ctx)
			switch {
			case err != nil:
				return err
			case was:
				fmt.Fprintln(stdout, "the servers write again")
			default:
				fmt.Fprintln(stdout, "there was no alarm")
			}
			return nil
		}
		all, err := k.Status(ctx)
		var alarms []string
		for i := range all {
			for _, a := range all[i].Alarms {
				alarms = append(alarms, all[i].Name+": "+a)
			}
		}
		if len(alarms) > 0 {
			return fmt.Errorf("the store refuses writes (%s): make room, then give --disarm",
				strings.Join(alarms, "; "))
		}
		if err == nil {
			fmt.Fprintln(stdout, "no alarm")
		}
		return err
	})
}
