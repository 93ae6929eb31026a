package cluster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"muster/server/cluster/plan"
)

// crowdRuns are the processes of a bots' node. Each counts by itself, and has answers of its own.
type crowdRuns struct{ begins []int64 } // where in the log each process begins

// crowdStarts notes that a process of a crowd starts, whose log begins at a place, and puts the answers of the one
// before aside. Those that are there at the first start are an earlier run's.
func (c *shell) crowdStarts(name string, begins int64) error {
	file, at := c.site.File(name+".answers"), c.crowds[name]
	var err error
	if n := len(at.begins); n == 0 {
		err = os.Remove(file)
	} else {
		err = os.Rename(file, c.answersFile(name, n-1, n+1))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	at.begins = append(at.begins, begins)
	c.crowds[name] = at
	return nil
}

// answersFile holds what the i-th process of so many of a crowd was answered: the last one writes it.
func (c *shell) answersFile(name string, i, of int) string {
	if i == of-1 {
		return c.site.File(name + ".answers")
	}
	return c.site.File(fmt.Sprintf("%s.%d.answers", name, i+1))
}

// crowdNames are the bots' nodes, by name.
func (c *shell) crowdNames() (names []string) {
	if c.cfg.Plan.Load.Bots > 0 {
		names = append(names, string(plan.Bots))
	}
	for n := range c.sup.crowds {
		names = append(names, fmt.Sprintf("%s-%d", plan.Bots, n+2))
	}
	return names
}

// crowdsOr are the nodes of bots that are named, or all.
func (c *shell) crowdsOr(named []string) []string {
	if named == nil {
		return c.crowdNames()
	}
	return slices.DeleteFunc(slices.Clone(named), func(n string) bool { return plan.KindOf(n) != plan.Bots })
}

// answers are the files of what some bots were answered in this run.
func (c *shell) answers(names []string) (files []string) {
	for _, name := range names {
		n := len(c.crowds[name].begins)
		for i := range n {
			files = append(files, c.answersFile(name, i, n))
		}
	}
	return files
}

// reports are what each process of some bots said at its end. All of them, or an error: what only some have seen is not
// what everybody saw.
func (c *shell) reports(names []string) (all []played, err error) {
	for _, name := range names {
		begins := c.crowds[name].begins
		for i, from := range begins {
			to, last := int64(-1), i == len(begins)-1
			if !last {
				to = begins[i+1]
			}
			p, ok := reported(between(c.logFile(name), from, to))
			if !ok {
				return nil, fmt.Errorf("%s ended without a report: what players saw is not known", name)
			}
			p.AtEnd = last
			all = append(all, p)
		}
	}
	return all, nil
}

// reported is the last report in what bots said.
func reported(said []byte) (p played, ok bool) {
	said = append([]byte("\n"), said...)
	i := bytes.LastIndex(said, []byte("\n{"))
	if i < 0 {
		return p, false
	}
	line, _, _ := bytes.Cut(said[i+1:], []byte("\n"))
	err := json.Unmarshal(line, &p)
	return p, err == nil
}
