package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"muster/server/cluster/report"
)

// maxRuns are kept of this user, each some hundred kB; an older one goes when a cluster is started.
const maxRuns = 20

type clusterReportCmd struct {
	File string `arg:"" optional:"" help:"The run's file; nothing for the newest run of this user." placeholder:"FILE"`
	HTML bool   `name:"html" help:"Print one page of HTML that needs nothing beside it." xor:"form"`
	JSON bool   `help:"Print one JSON object." xor:"form"`
}

// Run prints a run.
func (c *clusterReportCmd) Run() error {
	file := c.File
	if file == "" {
		all, err := keptRuns()
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return errors.New("no run is kept: name its file")
		}
		file = all[len(all)-1]
	}
	r, err := report.Read(file)
	if err != nil {
		return err
	}
	switch {
	case c.HTML:
		return r.HTML(stdout)
	case c.JSON:
		return r.JSON(stdoutJSON)
	}
	return r.Text(stdout)
}

// newRun is the file of a run that begins now. The oldest runs go.
func newRun(now time.Time) (string, error) {
	all, err := keptRuns()
	if err != nil {
		return "", err
	}
	for len(all) >= maxRuns {
		if err := os.Remove(all[0]); err != nil {
			return "", err
		}
		all = all[1:]
	}
	dir, err := runsDir()
	return filepath.Join(dir, fmt.Sprintf("%s-%d.run", now.UTC().Format("20060102T150405"), os.Getpid())), err
}

// runsDir is where the runs of this user are kept; made if it is missing.
func runsDir() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("where runs are kept: %w; name a file with --keep", err)
	}
	dir := filepath.Join(cache, "muster", "runs")
	return dir, os.MkdirAll(dir, 0o700)
}

// keptRuns are the files of kept runs, the oldest first.
func keptRuns() (all []string, err error) {
	dir, err := runsDir()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(os.DirFS(dir), "*.run")
	for _, name := range names {
		all = append(all, filepath.Join(dir, name))
	}
	return all, err
}
