//go:build !race

package play_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// server is `muster up` as a process.
type server struct {
	program, data string
	http, udp     string // where it listens, the same after each start
	running       *exec.Cmd
}

// build builds muster.
func build(t *testing.T) (program string) {
	program = filepath.Join(t.TempDir(), "muster")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", program, "muster/server/cmd/muster")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

var addresses = regexp.MustCompile(`(?s)status +http://([0-9.:]+)/.*players +UDP ([0-9.:]+)`)

// start starts it and waits until it is up.
func (s *server) start(t *testing.T) {
	s.running = exec.Command(s.program, "up", "--scenario=duel", "--data="+s.data, "--http="+s.http,
		"--udp="+s.udp, "--admin=127.0.0.1:0", "--no-discovery")
	out, err := s.running.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, s.running.Start())
	said := ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said += lines.Text() + "\n"
		if at := addresses.FindStringSubmatch(said); at != nil {
			s.http, s.udp = at[1], at[2]
			return
		}
	}
	require.FailNow(t, "the server did not come up", said)
}

// kill is kill -9.
func (s *server) kill() {
	_ = s.running.Process.Kill()
	_ = s.running.Wait()
}

// killed is a player whose server is killed in the middle, and started again: the same match goes on, and the player is
// in it, without having done anything.
func (p *players) killed(t *testing.T) {
	p.Begin(t)
	s := &server{program: build(t), data: t.TempDir(), http: "127.0.0.1:0", udp: "127.0.0.1:0"}
	s.start(t)
	defer func() { s.kill() }()
	at := &players{chrome: p.chrome, url: "http://" + s.http}
	was := at.join(t)
	s.kill()
	before := at.now()
	s.start(t)
	now := p.shows("the match that goes on", func(now shown) bool {
		return now.Scene == "battle" && now.Tick > before.Tick+40
	})
	require.Equal(t, was.Match, now.Match)
	p.Picture("killed")
	p.complaints() // the browser tells of every link that broke
}
