package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"muster/shard/journal"
)

// A cluster is found by two files that say the same: one in its directory, and one among those of all clusters of this
// user, so that commands find the only one without being told where it is.
const (
	foundFile     = "cluster.json"
	temporaryName = "muster-cluster-"
)

// homes is the directory of the files of all clusters of this user.
func homes() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("where clusters are found: %w", err)
	}
	return filepath.Join(cache, "muster", "clusters"), nil
}

// announce has a cluster be found.
func announce(f Cluster) error {
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if err := journal.WriteFile(filepath.Join(f.Data, foundFile), b); err != nil {
		return err
	}
	dir, err := homes()
	if err != nil {
		return nil //nolint:nilerr // without a home it is found by its directory alone
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return journal.WriteFile(filepath.Join(dir, fmt.Sprint(f.Pid, ".json")), b)
}

// conceal undoes announce.
func conceal(f Cluster) {
	file := filepath.Join(f.Data, foundFile)
	if there, err := readFound(file); err == nil && there.Control == f.Control { // or a later one runs there
		_ = os.Remove(file)
	}
	if dir, err := homes(); err == nil {
		_ = os.Remove(filepath.Join(dir, fmt.Sprint(f.Pid, ".json")))
	}
}

// Find finds the cluster in a directory, or without one the only one of this user that runs.
func Find(dir string) (Cluster, error) {
	if dir != "" {
		f, alive := foundIn(dir)
		if !alive {
			return f, fmt.Errorf("no cluster runs in %s", dir)
		}
		return f, nil
	}
	switch all := living(); len(all) {
	case 0:
		return Cluster{}, errors.New("no cluster runs: start one with muster cluster, " +
			"or name its directory with --cluster if another user did")
	case 1:
		return all[0], nil
	default:
		var dirs []string
		for _, f := range all {
			dirs = append(dirs, f.Data)
		}
		return Cluster{}, fmt.Errorf("%d clusters run: name the directory of one with --cluster: %s", len(all),
			strings.Join(dirs, ", "))
	}
}

// living are the clusters of this user that run, the newest first.
func living() []Cluster {
	return slices.DeleteFunc(announced(), func(f Cluster) bool { return !alive(f) })
}

func foundIn(dir string) (f Cluster, lives bool) {
	f, err := readFound(filepath.Join(dir, foundFile))
	return f, err == nil && alive(f)
}

func readFound(file string) (f Cluster, err error) {
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &f)
	}
	return f, err
}

// announced are the clusters of this user, the newest first.
func announced() (all []Cluster) {
	dir, err := homes()
	if err != nil {
		return nil
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	age := func(e os.DirEntry) int64 {
		info, err := e.Info()
		if err != nil {
			return 0
		}
		return -info.ModTime().UnixNano()
	}
	slices.SortFunc(files, func(a, b os.DirEntry) int { return int(min(max(age(a)-age(b), -1), 1)) })
	for _, e := range files {
		if f, err := readFound(filepath.Join(dir, e.Name())); err == nil {
			all = append(all, f)
		}
	}
	return all
}

// alive reports whether a cluster is there. One that takes its time counts: only another one's answer, or nobody at its
// port, says that it is not.
func alive(f Cluster) bool {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	var there Cluster
	err := NewClient(f).call(ctx, http.MethodGet, "/", nil, &there)
	return err == nil && there.Pid == f.Pid || errors.Is(err, context.DeadlineExceeded)
}

// removeAbandoned removes what clusters of this user left that were ended by force: their files, and their directories
// where those were to go.
func removeAbandoned() error {
	var errs []error
	for _, f := range announced() {
		if alive(f) {
			continue
		}
		conceal(f)
		dir, name := filepath.Split(f.Data)
		if strings.HasPrefix(name, temporaryName) && filepath.Clean(dir) == filepath.Clean(os.TempDir()) {
			errs = append(errs, os.RemoveAll(f.Data))
		}
	}
	return errors.Join(errs...)
}
