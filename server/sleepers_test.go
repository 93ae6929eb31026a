package server

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/shard"
	"muster/shard/journal"
)

// What ten thousand sleepers cost a shard and its door: `make sleepers`, on real files. SLEEPERS says how many.

// dormitory is a shard with its door on a directory.
type dormitory struct {
	dir   string
	store *journal.Files
	shard *shard.Shard
	srv   *Server
}

func openDormitory(t testing.TB, dir string) *dormitory {
	d := &dormitory{dir: dir}
	var err error
	d.store, err = journal.OpenFiles(filepath.Join(dir, "journal"))
	require.NoError(t, err)
	d.shard, err = shard.Open(context.Background(), shard.Config{
		ID: "s1", Store: d.store, Past: journal.OpenPast(filepath.Join(dir, "past")),
		Sidecar: journal.OpenDirSidecar(filepath.Join(dir, "beside")), MaxZones: 100_000,
	})
	require.NoError(t, err)
	keys, err := OpenKeys(filepath.Join(dir, "keys"))
	require.NoError(t, err)
	d.srv, err = New(Config{
		ID: "s1", Shard: d.shard, Listener: make(hall), Keys: keys,
		JoinKeys:  func() []ed25519.PublicKey { return nil },
		Commander: func(string, *game.Setup, uint8, uint64) ai.Commander { return keeper{} },
	})
	require.NoError(t, err)
	return d
}

func (d *dormitory) close(t testing.TB) {
	d.srv.stop()
	require.NoError(t, d.shard.Close())
	require.NoError(t, d.store.Close())
}

// retire plays a match until its players plan the first turn, and puts it to bed.
func (d *dormitory) retire(t testing.TB, match string, setup *game.Setup) {
	h, err := d.shard.Begin(context.Background(), match, setup, 1)
	require.NoError(t, err)
	for seat := range setup.Scenario.Seats {
		h.Seat(game.SeatChange{Seat: uint8(seat), Leader: game.Player, Ticket: game.TicketID{byte(seat), 1}})
	}
	for seq := range uint32(8) {
		h.Enqueue(game.Order{
			Seat: 0, Leader: game.Player, Seq: seq + 1, Kind: game.Move, Flags: game.Planned, Turn: 1,
			X: game.ViewStep * uint16(3+seq), Y: game.ViewStep * 5,
		})
	}
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		h.Sleep()
		if _, err := d.shard.Host(match); err != nil {
			require.ErrorIs(t, err, shard.ErrAsleep)
			break
		}
		require.Less(t, time.Since(began), time.Minute)
	}
	o := api.OpenMatch{Scenario: setup.Scenario.Name, Seed: 1}
	for seat := range setup.Scenario.Seats {
		o.Seats = append(o.Seats, api.OfferedSeat{Seat: seat, OfferSeat: api.OfferSeat{
			Player: fmt.Sprint("player ", match, seat), Name: "Somebody", Stint: int64(seat + 1),
		}})
	}
	require.True(t, d.srv.briefAsleep(match, &o))
}

func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse+m.StackInuse) / (1 << 20)
}

func spent(t testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func taken(t testing.TB, dir string) (bytes int64) {
	require.NoError(t, filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			var info fs.FileInfo
			if info, err = e.Info(); err == nil {
				bytes += (info.Size() + 4095) / 4096 * 4096
			}
		}
		return err
	}))
	return bytes
}

func TestSleepersCost(t *testing.T) {
	many, _ := strconv.Atoi(os.Getenv("SLEEPERS"))
	if many == 0 {
		t.Skip("SLEEPERS says how many: make sleepers")
	}
	setup, err := assets.Embedded().Setup("clearing")
	require.NoError(t, err)
	slow := *setup
	slow.Scenario.Turns.Planning = 3 * 24 * 3600
	dir := t.TempDir()
	d := openDormitory(t, dir)
	before := heap()
	began := time.Now()
	places, all := make(chan struct{}, 250), sync.WaitGroup{}
	for n := range many {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			d.retire(t, fmt.Sprintf("match-%06d", n), &slow)
		})
	}
	all.Wait()
	t.Logf("%d matches were begun and sleep, in %v", d.shard.Asleep(), time.Since(began).Round(time.Second))
	t.Logf("memory: %.1f MB more than with none, %d goroutines", heap()-before, runtime.NumGoroutine())
	t.Logf("disk: %.1f KB each", float64(taken(t, dir))/float64(many)/1024)
	cpu := spent(t)
	time.Sleep(20 * time.Second)
	t.Logf("processor: %v in 20 s", spent(t)-cpu)

	var took []time.Duration
	for range 300 {
		id := fmt.Sprintf("match-%06d", rand.IntN(many))
		began := time.Now()
		m, _ := d.srv.find(id)
		require.NotNil(t, m)
		require.NotNil(t, m.zone.Latest())
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	t.Logf("waking: median %v, 99 %% %v, longest %v", took[150], took[297], took[299])
	d.close(t)
	reopen(t, dir, "at once")

	d = openDormitory(t, dir)
	d.others(t, true)
	t.Logf("5 GB of others later, given up: %d MB on the disk", taken(t, dir)>>20)
	d.close(t)
	reopen(t, dir, "5 GB later, given up")
	d = openDormitory(t, dir)
	d.others(t, false)
	d.close(t)
	t.Logf("5 GB of others later, kept: %d MB on the disk", taken(t, dir)>>20)
	reopen(t, dir, "5 GB later, kept")
}

// others writes 5 GB of other matches, of 20 MB each, fifty at once, and gives them up or not.
func (d *dormitory) others(t testing.TB, giveUp bool) {
	payload := make([]byte, 1000)
	places, all := make(chan struct{}, 50), sync.WaitGroup{}
	for n := range 250 {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			zone, head := fmt.Sprintf("other-%v-%04d", giveUp, n), journal.Hash{}
			for left := 20_000; left > 0; left -= 100 {
				last := make(chan error, 1)
				for i := range 100 {
					rec := journal.Seal(head, payload)
					head = rec.Hash()
					d.store.Append(zone, rec, func(err error) {
						if i == 99 {
							last <- err
						}
					})
				}
				require.NoError(t, <-last)
			}
			if giveUp {
				require.NoError(t, d.store.GiveUp(zone))
			}
		})
	}
	all.Wait()
}

// reopen starts another process on the directory.
func reopen(t *testing.T, dir, when string) {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestReopenDormitory$", "-test.v")
	cmd.Env = append(os.Environ(), "DORMITORY="+dir)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	for line := range strings.Lines(string(said)) {
		if _, figures, ok := strings.Cut(line, "started: "); ok {
			t.Logf("%s: started %s", when, strings.TrimSpace(figures))
		}
	}
}

func TestReopenDormitory(t *testing.T) {
	dir := os.Getenv("DORMITORY")
	if dir == "" {
		t.Skip("DORMITORY names no directory: make sleepers")
	}
	began := time.Now()
	d := openDormitory(t, dir)
	took := time.Since(began)
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	t.Logf("started: in %v, %d MB at most, %d sleep", took.Round(time.Millisecond), u.Maxrss>>10, d.shard.Asleep())
	d.close(t)
}
