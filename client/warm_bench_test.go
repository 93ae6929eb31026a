package client

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
)

const (
	benchMatches, benchSeats = 50, 4
	benchServer              = "MUSTER_WARM_BENCH" // set in the process that serves
	mostOfWarm               = 60_000              // bytes of a warm link at its server
	// percent of a match's pace, until all are there and then: all run on the machine that measures
	slowly, slowest = 25, 5
)

// TestMain serves where a benchmark has started this program for that: its memory is then the servers' alone.
func TestMain(m *testing.M) {
	if os.Getenv(benchServer) == "" {
		os.Exit(m.Run())
	}
	if err := serveBench(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// benchShard is where a shard of the other process is.
type benchShard struct {
	Addr     string
	CertHash []byte
}

// benchTold is what the other process says first.
type benchTold struct {
	Shards []benchShard
	Key    ed25519.PrivateKey // that signs tickets
}

// idle leads seats and costs nothing.
type idle struct{}

func (idle) Think(*game.View, []game.Talk) []game.Order { return nil }

// serveBench runs two shards on one journal in memory and does as its input says, a line each.
func serveBench() error {
	_, key, _ := ed25519.GenerateKey(nil)
	setup, err := assets.Embedded().Setup("arena")
	if err != nil {
		return err
	}
	store, sidecar := journal.NewMemory(), journal.NewMemorySidecar()
	told := benchTold{Key: key}
	var doors []*server.Server
	var shards []*shard.Shard
	for _, id := range []string{"1", "2"} {
		keys, err := server.NewKeys()
		if err != nil {
			return err
		}
		keys.ShareTokens(func() [][32]byte { return [][32]byte{{1}} })
		listener, err := wire.Listen(keys.ListenConfig("127.0.0.1:0"))
		if err != nil {
			return err
		}
		s, err := shard.Open(context.Background(), shard.Config{ID: id, Store: store, Sidecar: sidecar, OwnOnly: true})
		if err != nil {
			return err
		}
		door, err := server.New(server.Config{
			ID: id, Shard: s, Listener: listener, Keys: keys,
			JoinKeys:  func() []ed25519.PublicKey { return []ed25519.PublicKey{key.Public().(ed25519.PublicKey)} },
			Commander: server.Everywhere(func(*game.Setup, uint8, uint64) ai.Commander { return idle{} }),
		})
		if err != nil {
			return err
		}
		go func() { _ = door.Run(context.Background()) }()
		doors, shards = append(doors, door), append(shards, s)
		told.Shards = append(told.Shards, benchShard{listener.Addr(), keys.CertHash()})
	}
	for n := range benchMatches {
		match := fmt.Sprint("m", n)
		if _, err := shards[0].Begin(context.Background(), match, setup, 7); err != nil {
			return err
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(told); err != nil {
		return err
	}
	pace(shards[0], slowly)
	obeyBench(doors, shards, told.Shards[1])
	return nil
}

// obeyBench does what the benchmark asks for.
func obeyBench(doors []*server.Server, shards []*shard.Shard, second benchShard) {
	at := slowly
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		switch in.Text() {
		case "memory": // while the matches stand still, so that they add nothing
			pace(shards[0], 0)
			heap, stacks := memory()
			pace(shards[0], at)
			fmt.Printf("%d\n%d\n", stacks, heap)
		case "stand by":
			at = slowest
			pace(shards[0], at)
			for n := range benchMatches {
				_ = shards[1].StandBy(fmt.Sprint("m", n), 1)
			}
			fmt.Println(0)
		case "links":
			for n := range benchMatches {
				doors[0].SetStandby(fmt.Sprint("m", n), &registry.Shard{Addr: second.Addr, CertHash: second.CertHash})
			}
			fmt.Println(0)
		case "count":
			n := 0
			for i := range benchMatches {
				n += doors[1].WarmLinks(fmt.Sprint("m", i))
			}
			fmt.Println(n)
		}
	}
}

func pace(s *shard.Shard, percent int) {
	for _, h := range s.Hosts() {
		h.Pace(percent)
	}
	time.Sleep(time.Second)
}

// memory is the heap and the stacks of this process.
func memory() (heap, stacks uint64) {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, m.StackInuse
}

// metered keeps the links to one server.
type metered struct {
	to string

	mu    sync.Mutex
	links []wire.Conn
}

func (m *metered) dial(ctx context.Context, addr string, cert []byte) (wire.Conn, error) {
	c, err := wire.Dial(ctx, addr, cert)
	if err == nil && addr == m.to {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.links = append(m.links, c)
	}
	return c, err
}

func (m *metered) bytes() (n uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.links {
		s := l.Stats()
		n += s.BytesIn + s.BytesOut
	}
	return n
}

// BenchmarkWarmLink measures what a warm link costs its server beside what a client that plays does, over 200 real
// links each, in the same process: memory, and bytes a second both ways.
func BenchmarkWarmLink(b *testing.B) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), benchServer+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(b, err)
	out, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	defer cmd.Wait()
	defer in.Close()
	lines := bufio.NewReader(out)
	var told benchTold
	first, err := lines.ReadString('\n')
	require.NoError(b, err)
	require.NoError(b, json.NewDecoder(strings.NewReader(first)).Decode(&told))
	asks := func(what string) (n float64) {
		fmt.Fprintln(in, what)
		_, err := fmt.Fscanln(lines, &n)
		require.NoError(b, err)
		return n
	}
	memory := func() float64 {
		stacks := asks("memory")
		var heap float64
		_, err := fmt.Fscanln(lines, &heap)
		require.NoError(b, err)
		b.Logf("heap %.0f, stacks %.0f", heap, stacks)
		return heap + stacks
	}
	for b.Loop() {
		links := float64(benchMatches * benchSeats)
		time.Sleep(10 * time.Second) // the fights fill what they need
		before := memory()
		warm := &metered{to: told.Shards[1].Addr}
		leave := joinBench(b, &told, warm.dial)
		time.Sleep(3 * time.Second)
		playing := memory()
		asks("stand by")
		time.Sleep(3 * time.Second)
		standing := memory()
		asks("links")
		// on a machine that is too busy some links break all the time
		require.Eventually(b, func() bool { return asks("count") > 0.9*links }, 5*time.Minute, time.Second)
		time.Sleep(3 * time.Second)
		held, warmed := memory(), asks("count")
		sent, began := warm.bytes(), time.Now()
		time.Sleep(10 * time.Second)
		rate := float64(warm.bytes()-sent) / time.Since(began).Seconds() / warmed
		leave()
		full, each := (playing-before)/links, (held-standing)/warmed
		b.ReportMetric(full, "B/client")
		b.ReportMetric(each, "B/warm")
		b.ReportMetric(each/full, "warm/client")
		b.ReportMetric(rate, "B/s/warm")
		require.Less(b, each, float64(mostOfWarm))
	}
}

// joinBench has everybody join, and follow until they leave.
func joinBench(
	b *testing.B, told *benchTold, dial func(context.Context, string, []byte) (wire.Conn, error),
) (leave func()) {
	var all sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	for n := range benchMatches * benchSeats {
		c, err := joinOnce(ctx, told, n, 0, dial)
		for tries := 1; err != nil && tries < 9; tries++ { // a busy machine
			c, err = joinOnce(ctx, told, n, tries, dial)
		}
		require.NoError(b, err)
		all.Go(func() {
			defer c.Close()
			for {
				if _, err := c.Next(ctx); err != nil {
					return
				}
			}
		})
	}
	return func() { cancel(); all.Wait() }
}

// joinOnce is a try of the n-th of all to join.
func joinOnce(
	ctx context.Context, told *benchTold, n, try int, dial func(context.Context, string, []byte) (wire.Conn, error),
) (*Client, error) {
	join := Join{
		Addr: told.Shards[0].Addr, CertHash: told.Shards[0].CertHash, Match: fmt.Sprint("m", n/benchSeats),
	}
	var err error
	if join.Ticket, err = api.SignJoin(told.Key, api.JoinClaims{
		ID: [16]byte{1, byte(n), byte(try)}, Match: join.Match, Seat: n % benchSeats, Player: fmt.Sprint("p", n),
		Expires: time.Now().Add(time.Hour),
	}); err != nil {
		return nil, err
	}
	return Dial(ctx, Config{Dial: dial, Join: join})
}
