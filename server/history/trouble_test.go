package history

import (
	"bufio"
	"bytes"
	"database/sql"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A process that is killed loses some seconds at most.
func TestKilled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.db")
	cmd := exec.Command(os.Args[0], "-test.run=TestKilledOne$")
	cmd.Env = append(os.Environ(), "MUSTER_HISTORY="+file)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines, last := bufio.NewScanner(out), 0
	for last < 1500 && lines.Scan() { // past the end of an hour
		_, _ = fmt.Sscanf(lines.Text(), "added %d", &last)
	}
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.GreaterOrEqual(t, last, 1500)
	h := opened(t, file)
	require.GreaterOrEqual(t, h.Last().Unix(), at(last-flushEvery).Unix())
	for i, v := range seen(t, h, 0, last-flushEvery, time.Second).Mean {
		require.Equal(t, float64(i), v)
	}
}

// TestKilledOne is who is killed.
func TestKilledOne(t *testing.T) {
	file := os.Getenv("MUSTER_HISTORY")
	if file == "" {
		t.Skip("TestKilled runs it")
	}
	h, err := Open(file)
	require.NoError(t, err)
	for s := 0; ; s++ {
		require.NoError(t, h.Add(at(s), []Sample{{"shard-1", "n", float64(s)}}))
		if s%50 == 49 {
			h.drained() // a second is long enough for a disk; here it has none
			fmt.Println("added", s)
		}
	}
}

// While nothing can be written the history goes on in memory, says so, and is whole in the file afterwards.
func TestADiskThatFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.db")
	h := opened(t, file)
	fill(t, h, 0, 30)
	h.drained()
	_, err := h.db.Exec("create trigger full before insert on tail begin select raise(abort, 'disk full'); end")
	require.NoError(t, err)
	var said error
	for s := 30; s < 1500; s++ { // past the end of an hour
		if err := h.Add(at(s), []Sample{{"shard-1", "n", float64(s)}}); err != nil {
			said = err
		}
		if s%300 == 0 {
			h.mu.Lock()
			for h.err == nil && said == nil {
				h.more.Wait()
			}
			h.mu.Unlock()
		}
	}
	require.ErrorContains(t, said, "disk full")
	require.Equal(t, 777.0, seen(t, h, 0, 1500, time.Second).Mean[777])
	_, err = h.db.Exec("drop trigger full")
	require.NoError(t, err)
	_ = h.Add(at(1500), []Sample{{"shard-1", "n", 1500}})
	require.NoError(t, h.Close())
	h = opened(t, file)
	for i, v := range seen(t, h, 0, 1501, time.Second).Mean {
		require.Equal(t, float64(i), v)
	}
}

// kept is a file with two hours in it.
func kept(t *testing.T) (file string, b []byte) {
	file = filepath.Join(t.TempDir(), "history.db")
	h := opened(t, file)
	fill(t, h, 0, 2*3600)
	require.NoError(t, h.Close())
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	return file, b
}

// A damaged file is kept beside a new one, and that is said.
func TestADamagedFileIsSetAside(t *testing.T) {
	whole, b := kept(t)
	for name, damage := range map[string]func([]byte) []byte{
		"no database": func([]byte) []byte { return bytes.Repeat([]byte("x"), 5000) },
		"cut off":     func(b []byte) []byte { return b[:len(b)/2] },
		"no tables":   func(b []byte) []byte { clear(b[100:32768]); return b },
		"a tail":      func(b []byte) []byte { return damageTail(t, whole) },
	} {
		file := filepath.Join(t.TempDir(), "history.db")
		require.NoError(t, os.WriteFile(file, damage(bytes.Clone(b)), 0o600))
		h, err := Open(file)
		require.NoError(t, err, name)
		require.Contains(t, h.SetAside(), "was damaged", name)
		require.NoError(t, h.Add(at(0), []Sample{{"shard-1", "n", 5}}))
		require.Equal(t, 5.0, seen(t, h, 0, 1, time.Second).Mean[0], name)
		require.NoError(t, h.Close())
		entries, err := os.ReadDir(filepath.Dir(file))
		require.NoError(t, err)
		require.Equal(t, "history.db", entries[0].Name())
		require.True(t, strings.HasPrefix(entries[1].Name(), "history.db.damaged-"), name)
		opened(t, file)
	}
}

// damageTail is the file with a bit of its tail turned, which SQLite does not see.
func damageTail(t *testing.T, whole string) []byte {
	file := filepath.Join(t.TempDir(), "history.db")
	b, err := os.ReadFile(whole)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, b, 0o600))
	db, err := sql.Open("sqlite", "file:"+file)
	require.NoError(t, err)
	_, err = db.Exec("update tail set data = substr(data, 1, length(data) - 3) || x'000000'")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	b, err = os.ReadFile(file)
	require.NoError(t, err)
	return b
}

// A chunk that is damaged costs itself alone.
func TestADamagedChunk(t *testing.T) {
	file, _ := kept(t)
	h := opened(t, file)
	_, err := h.db.Exec("update fine set data = x'00' where key = (select min(key) from fine)")
	require.NoError(t, err)
	p, err := h.Series("shard-1", "n", at(0), at(7200), time.Minute)
	require.ErrorContains(t, err, "history: n of shard-1: 1 chunks cannot be read: a chunk is damaged")
	require.InEpsilon(t, 89.5, p.Mean[1], 1.0/1000, "its minutes are there")
	require.InEpsilon(t, 6029.5, p.Mean[100], 1.0/1000)
}

// What is somebody else's is left alone.
func TestWhatIsNoHistory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "accounts.db")
	db, err := sql.Open("sqlite", "file:"+file)
	require.NoError(t, err)
	_, err = db.Exec("create table account (id integer primary key)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = Open(file)
	require.ErrorContains(t, err, "accounts.db: it is a database, and no history")

	file, _ = kept(t)
	_, err = Open(file)
	require.NoError(t, err)
	_, err = Open(file)
	require.ErrorContains(t, err, "another process has it open")

	file, _ = kept(t)
	db, err = sql.Open("sqlite", "file:"+file)
	require.NoError(t, err)
	_, err = db.Exec("pragma user_version = 2")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = Open(file)
	require.ErrorContains(t, err, "its form is 2, and this release knows forms up to 1: use the release that wrote it")
	_, err = Open(filepath.Join(t.TempDir(), "missing", "history.db"))
	require.Error(t, err)
}

func TestQuantise(t *testing.T) {
	last := int64(math.MinInt64)
	for _, v := range []float64{
		math.Inf(-1), -1e300, -5, -1e-300, 0, 1e-300, 0.001, 0.0011, 1, 2, 3, 57, 1024, 65535, 1e6, 1e300,
		math.MaxFloat64,
	} {
		q := quantise(v, fineBits)
		require.Greater(t, q, last, "%v: the order is kept", v)
		last = q
		if !math.IsInf(v, 0) {
			require.InDelta(t, v, unquantise(q, fineBits), math.Abs(v)/65536, "%v", v)
		}
	}
	for n := range 65536 {
		require.Equal(t, float64(n), unquantise(quantise(float64(n), fineBits), fineBits))
	}
	for n := range 1024 {
		require.Equal(t, float64(n), unquantise(quantise(float64(n), coarseBits), coarseBits))
	}
	require.False(t, math.IsInf(unquantise(quantise(math.Inf(1), coarseBits), coarseBits), 0))
	require.Equal(t, int64(0), quantise(math.Copysign(0, -1), fineBits))
}

// Whatever a chunk's bytes are, they are decoded or refused.
func FuzzChunk(f *testing.F) {
	var e encoder
	for i := range int64(100) {
		e.put(i*i, i*i*i-1000)
	}
	p, err := newPacker()
	require.NoError(f, err)
	u, err := newUnpacker()
	require.NoError(f, err)
	f.Add(e.buf)
	f.Add(p.pack(e.buf, e.buf))
	f.Fuzz(func(t *testing.T, b []byte) {
		if parts, err := u.unpack(b, 2); err == nil {
			require.Len(t, parts, 2)
		}
		var again encoder
		slots := int64(-1)
		err := each(b, hourLong, func(slot, v int64) {
			require.Greater(t, slot, int64(-2))
			require.Less(t, slots, slot)
			slots = slot
			again.put(slot, v)
		})
		if err == nil {
			require.Less(t, slots, int64(hourLong))
			values := map[int64]int64{}
			require.NoError(t, each(again.buf, hourLong, func(slot, v int64) { values[slot] = v }))
			require.NoError(t, each(b, hourLong, func(slot, v int64) { require.Equal(t, v, values[slot]) }))
		}
	})
}

// No chunk comes into the file before its series, even if a disk that is slow or full had tails left out: its number
// would be given to another one.
func TestAChunkComesWithItsSeries(t *testing.T) {
	h := opened(t, filepath.Join(t.TempDir(), "history.db"))
	_, err := h.db.Exec("create trigger full before insert on tail begin select raise(abort, 'disk full'); end")
	require.NoError(t, err)
	full := maxJobs*flushEvery + 20
	for s := range 700 { // the hour ends after 600
		samples := []Sample{{"shard-1", "n", 1}}
		if s > full {
			samples = append(samples, Sample{"shard-2", "n", 2})
		}
		_ = h.Add(at(s), samples)
	}
	_, err = h.db.Exec("drop trigger full")
	require.NoError(t, err)
	h.mu.Lock()
	require.NotEmpty(t, h.jobs)
	require.True(t, h.jobs[len(h.jobs)-1].seal)
	h.mu.Unlock()
	h.drained()
	var chunks, orphans int
	require.NoError(t, h.db.QueryRow("select (select count(*) from fine), (select count(*) from fine where "+
		"key & 0xffffff not in (select number from series))").Scan(&chunks, &orphans))
	require.Equal(t, 2, chunks)
	require.Zero(t, orphans)
}
