package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"muster/printable"
	"muster/shard/journal"
	"muster/shard/sources"
)

// journalCmd looks into a journal's files, for operators. It only reads, also while a server writes.
type journalCmd struct {
	sourceFlags
	Check journalCheck `cmd:"" help:"Tell for each match whether its chain is whole, and where it breaks."`
	Dump  journalDump  `cmd:"" help:"List the records of a match: number, hash, bytes."`

	Pardon journalPardon `cmd:"" help:"Let a match go on that was quarantined since its journal was cut short or put back: what is lost stays lost."`
	Void   journalVoid   `cmd:"" help:"Give a live match up, such as one that waits for a release that will not come back; its records stay."`
	Store  journalStore  `cmd:"" help:"Look after the servers of a shared journal."`
}

type journalCheck struct {
	JSON bool `help:"Print one JSON object."`
}

// checked is what --json prints.
type checked struct {
	OK     bool           `json:"ok"`
	Zones  []checkedZone  `json:"zones"`
	Damage []damagedPlace `json:"damage,omitempty"`
	Files  []checkedFiles `json:"files,omitempty"`
}

type checkedZone struct {
	Zone    string `json:"zone"`
	Records int    `json:"records"` // that can be read
	Bytes   int    `json:"bytes"`   // of their payloads
	Head    string `json:"head"`    // hash of the last of them
	Error   string `json:"error,omitempty"`
}

// checkedFiles are the segments of a directory.
type checkedFiles struct {
	Dir      string `json:"dir"`
	Segments int    `json:"segments"`
	Bytes    int64  `json:"bytes"`
	Oldest   string `json:"oldest,omitempty"`
	// matches that began in the oldest: none of these files goes before they are given up
	HeldBy []string `json:"held_by,omitempty"`
}

type damagedPlace struct {
	Zone   string `json:"zone,omitempty"`
	Number uint64 `json:"number,omitempty"`
	File   string `json:"file"`
	Offset int64  `json:"offset"`
	Why    string `json:"why"`
}

// Run checks everything and fails if anything is damaged.
func (c *journalCheck) Run(ctx context.Context, j *journalCmd) error {
	s, err := j.snapshot(ctx)
	if err != nil {
		return err
	}
	r := check(s)
	if c.JSON {
		err = sayJSON(r)
	} else {
		err = r.print()
	}
	if err == nil && !r.OK {
		err = fmt.Errorf("the journal in %s is damaged in %d places; matches that are not named there are whole",
			j.sources(), len(r.Damage))
	}
	return err
}

func check(s *journal.Snapshot) (r checked) {
	for _, zone := range s.Zones() {
		z := checkedZone{Zone: zone}
		recs, err := s.Read(zone)
		var damaged *journal.DamageError
		if err != nil {
			z.Error = err.Error()
			if !errors.As(err, &damaged) {
				r.Damage = append(r.Damage, damagedPlace{Zone: zone, Why: err.Error()})
			}
		}
		for i := range recs {
			z.Bytes += len(recs[i].Payload)
			z.Head = hex.EncodeToString(recs[i].Hash[:])
		}
		z.Records = len(recs)
		r.Zones = append(r.Zones, z)
	}
	for _, d := range s.Damage() {
		r.Damage = append(r.Damage, damagedPlace{d.Zone, d.Number, d.File, d.Offset, d.Why})
	}
	for _, h := range s.Held() {
		r.Files = append(r.Files, checkedFiles{h.Dir, h.Segments, h.Bytes, filepath.Base(h.Oldest), h.By})
	}
	r.OK = len(r.Damage) == 0
	return r
}

func (r *checked) print() error {
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "match\trecords\tbytes\thead\t")
	for _, z := range r.Zones {
		state := "whole"
		if z.Error != "" {
			state = "DAMAGED behind these"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\n",
			printable.Text(z.Zone), z.Records, z.Bytes, z.Head[:min(len(z.Head), 16)], state)
	}
	for _, f := range r.Files {
		fmt.Fprintf(w, "%s: %.1f MB in %d segments", f.Dir, float64(f.Bytes)/1e6, f.Segments)
		if len(f.HeldBy) > 0 {
			fmt.Fprintf(w, "; %s and all behind it stay until these are given up: %s",
				f.Oldest, sources.Names(f.HeldBy))
		}
		fmt.Fprintln(w)
	}
	for _, d := range r.Damage {
		fmt.Fprintf(w, "damage: %s, byte %d: %s\n", d.File, d.Offset, d.Why)
	}
	return w.Flush()
}

type journalDump struct {
	Match string `arg:"" help:"The match to list."`
	From  uint64 `help:"First record." default:"1"`
	Count uint64 `help:"Maximum number of records; 0 for all." default:"0"`
	JSON  bool   `help:"Print one JSON object a record, with the payload in base64."`
}

// dumped is what --json prints for a record.
type dumped struct {
	Number  uint64 `json:"number"`
	Hash    string `json:"hash"`
	Payload []byte `json:"payload"`
}

// Run prints what can be read, and fails if the chain breaks.
func (c *journalDump) Run(ctx context.Context, j *journalCmd) error {
	s, err := j.snapshot(ctx)
	if err != nil {
		return err
	}
	if _, err := j.sources().Matches(s, []string{c.Match}); err != nil {
		return err
	}
	recs, err := s.Read(c.Match)
	out := json.NewEncoder(stdoutJSON)
	printed := uint64(0)
	for i := range recs {
		r := &recs[i]
		if r.Number < c.From || c.Count > 0 && printed == c.Count {
			continue
		}
		printed++
		hash := hex.EncodeToString(r.Hash[:])
		if !c.JSON {
			fmt.Fprintf(stdout, "%8d  %s  %6d bytes  %s\n",
				r.Number, hash, len(r.Payload), hex.EncodeToString(r.Payload[:min(len(r.Payload), 24)]))
			continue
		}
		if err := out.Encode(dumped{r.Number, hash, r.Payload}); err != nil {
			return err
		}
	}
	return err
}

type journalPardon struct {
	Match string `arg:"" help:"The match to pardon."`
}

// Run forgives what the journal does not have; the shard goes on with the match when it is started again.
func (c *journalPardon) Run(ctx context.Context, j *journalCmd) error {
	why, err := j.sources().Pardon(ctx, c.Match)
	if err == nil {
		fmt.Fprintf(stdout, "%s may go on when its shard is started again. It was: %s\n", c.Match, why)
	}
	return err
}
