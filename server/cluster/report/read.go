package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"muster/server/cluster/plan"
)

// ErrUnfinished is a file that lacks its end.
var ErrUnfinished = errors.New("the file has no end: the run still goes on, or was ended before it could be judged")

// Read reads the file of a run that is over.
func Read(file string) (Run, error) {
	f, err := os.Open(file)
	if err != nil {
		return Run{}, err
	}
	defer f.Close()
	r, err := Decode(f)
	if err != nil {
		return Run{}, fmt.Errorf("%s: %w", file, err)
	}
	return r, nil
}

// decoder reads a file line by line.
type decoder struct {
	run   Run
	lines int
	ended bool
}

// Decode reads a run that is over. Its error says in which line something is wrong.
func Decode(from io.Reader) (Run, error) {
	var d decoder
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		d.lines++
		if err := d.line(lines.Bytes()); err != nil {
			return Run{}, fmt.Errorf("line %d: %w", d.lines, err)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return Run{}, fmt.Errorf("line %d: longer than %d bytes", d.lines+1, maxLine)
	case err != nil:
		return Run{}, err
	case d.lines == 0:
		return Run{}, errors.New("the file is empty")
	case !d.ended:
		return Run{}, ErrUnfinished
	}
	return d.run, nil
}

func (d *decoder) line(b []byte) error {
	if d.lines == 1 {
		return d.head(b)
	}
	if d.ended {
		return errors.New("something stands behind the end")
	}
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		if wrong := new(json.SyntaxError); errors.As(err, &wrong) && wrong.Offset >= int64(len(b)) {
			return fmt.Errorf("it is cut off. %w", ErrUnfinished)
		}
		return fmt.Errorf("it cannot be read: %w", err)
	}
	switch {
	case l.Entry != nil:
		return d.entry(*l.Entry)
	case l.Series != nil:
		return d.series(*l.Series)
	case l.End != nil:
		return d.end(*l.End)
	}
	return nil
}

func (d *decoder) head(b []byte) error {
	var h head
	if err := json.Unmarshal(b, &h); err != nil || h.Muster != mark {
		return errors.New("this is no kept run of a cluster")
	}
	if h.Version < 1 || h.Version > version {
		return fmt.Errorf("the file is of version %d, and this release knows those up to %d: "+
			"use the release that wrote it", h.Version, version)
	}
	d.run.Head = Head{h.File, h.Plan, h.Began, h.Release, h.Machine}
	return nil
}

func (d *decoder) entry(e entry) error {
	if len(d.run.Timeline) == maxEntries {
		return fmt.Errorf("more than %d entries", maxEntries)
	}
	d.run.Timeline = append(d.run.Timeline, plan.Entry{
		At: e.At.time(), Took: e.Took.time(), Wall: e.Wall,
		Seen: e.Seen, Who: e.By, Node: e.Node, Kind: e.Kind, What: e.What,
	})
	return nil
}

func (d *decoder) series(s series) error {
	switch {
	case len(d.run.Series) == maxSeries:
		return fmt.Errorf("more than %d series", maxSeries)
	case len(s.Points) > maxPoints:
		return fmt.Errorf("a series of more than %d points", maxPoints)
	case s.Step <= 0:
		return errors.New("a series whose step is no time")
	}
	of := Series{Node: s.Node, Name: s.Name, From: s.From.time(), Step: s.Step.time()}
	for _, p := range s.Points {
		if p == nil {
			of.Points = append(of.Points, math.NaN())
			continue
		}
		of.Points = append(of.Points, *p)
	}
	d.run.Series = append(d.run.Series, of)
	return nil
}

func (d *decoder) end(e end) error {
	if e.Lines != d.lines {
		return fmt.Errorf("the file had %d lines when it was written, and has %d: some are lost", e.Lines, d.lines)
	}
	d.ended, d.run.Ran = true, e.Ran.time()
	v := plan.Verdict{Outcome: outcome(e.Outcome), Why: e.Why}
	for _, p := range e.Promises {
		v.Promises = append(v.Promises, plan.Judged{
			Promise: plan.Name(p.Promise), Outcome: outcome(p.Outcome), Asked: p.Asked, Measured: p.Measured,
			Bound: p.Bound, Value: p.Value,
		})
	}
	d.run.Verdict = v
	return nil
}

// outcome is one that is known. What a later release may call one is not kept.
func outcome(word string) plan.Outcome {
	switch o := plan.Outcome(word); o {
	case plan.Kept, plan.Broken:
		return o
	}
	return plan.NotMeasured
}
