package screen

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/shard/replay"
)

// dropped opens a replay whose file was let fall on the window, with its intentions if they fell too.
func (a *app) dropped(files fs.FS) {
	names, err := fs.Glob(files, "*")
	if err != nil || len(names) == 0 {
		return
	}
	if _, busy := a.top().(battlefield); busy {
		return // a match is played
	}
	a.Watch(pages.ReadAtOnce(func() (rec host.Recording, err error) {
		for _, name := range names {
			to := &rec.Replay
			if strings.HasSuffix(name, replay.IntentionsSuffix) {
				to = &rec.Intentions
			}
			if *to, err = readAll(files, name); err != nil {
				return rec, err
			}
		}
		return rec, nil
	}))
}

func readAll(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostDropped))
}
