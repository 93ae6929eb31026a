package member

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"muster/inplace"
)

// astrayEvery is how often the member looks whether its directory is in its place: what it acknowledges in between
// stands in files that nobody may find again.
const astrayEvery = 200 * time.Millisecond

// Astray waits until the member's directory was moved, deleted or replaced, and tells it; nil when ctx ends. Whoever
// runs the member should stop it then: matches stand still, and lose nothing when the very same directory is put back.
func (m *Member) Astray(ctx context.Context) error {
	files := inplace.Files{}
	for _, dir := range []string{"", "member", "member/wal", "member/snap"} {
		name := filepath.Join(m.e.Config().Dir, dir)
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		files[name] = info
	}
	tick := time.NewTicker(astrayEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := files.CheckNow(); err != nil {
				return err
			}
		}
	}
}
