//go:build planted

package simulate

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/simulate/planted"
)

// bugs are all that are planted: the numbers up to 36 break rules of docs/lease.md, the others are of the segment files and
// the client. within is how many seeds they must be found in.
var bugs = []struct {
	number, within int
	what           string
}{
	{1, 3000, "compare-and-set by sequence number"},
	{2, 3000, "a view is published before its orders are durable"},
	{3, 3000, "an order goes into a tick already stepped"},
	{4, 3000, "a new owner resumes at a clock's tick"},
	{5, 3000, "a new owner resumes after the last record, not after the lease"},
	{6, 3000, "the end of the lease is not enforced"},
	{7, 3000, "the lease of a renewal in flight is used"},
	{8, 3000, "unknown: sent again as a new record"},
	{9, 3000, "conflict: rebased without folding"},
	{10, 3000, "unknown: absent on read is taken as failed"},
	{11, 3000, "fenced: ticks in flight are published empty"},
	{12, 3000, "the speculative World is kept after a conflict"},
	{13, 3000, "answered before durable"},
	{14, 3000, "hand-over: the old lease is kept"},
	{15, 3000, "hand-over: the lease is cut only when acknowledged"},
	{16, 20000, "hand-over: it ends below a decided tick"},
	{17, 20000, "hand-over: cancelled when unknown"},
	{18, 3000, "take-over: later records are not folded"},
	{19, 3000, "take-over: acts before it is durable"},
	{20, 3000, "take-over: without a nonce"},
	{21, 3000, "a view is published on its own acknowledgement, out of order"},
	{22, 3000, "an empty leased tick passes orders in flight"},
	{23, 3000, "duplicates are told outside the fold"},
	{24, 3000, "gaps in sequence are accepted"},
	{25, 3000, "a duplicate is answered from what is speculative"},
	{26, 20000, "the answers are asked beyond their window"},
	{27, 20000, "the client's window counts orders, not their range"},
	{28, 3000, "a checkpoint ahead of its journal"},
	{29, 3000, "what was read is taken for durable"},
	{30, 3000, "the store acknowledges before it is durable"},
	{31, 20000, "a renewal shortens the lease"},
	{32, 3000, "the client keeps no highest tick"},
	{41, 3000, "segment files: no sync before answering"},
	{42, 3000, "segment files: torn records are accepted"},
	{43, 3000, "segment files: a failed sync is tried again"},
	{44, 3000, "segment files: what a failed write left counts"},
	{45, 3000, "segment files: what a killed process left is not made durable"},
	{46, 3000, "segment files: a new file's name is not synced"},
	{47, 3000, "segment files: the hash is not compared"},
	{48, 3000, "the client leaves a number out"},
	{49, 3000, "segment files: what stands behind a failed record stays queued"},
	{50, 3000, "segment files: ends of chains are kept after a failure"},
	{51, 3000, "segment files: that a zone was given up is not made durable after a kill"},
	{52, 3000, "a store that forgot what it compares with takes everything"},
}

// variants look dangerous and are not: they must stay clean.
var variants = []struct {
	number int
	what   string
}{
	{33, "views leave up to 3 s after the check"},
	{34, "a fenced owner still publishes to its limit"},
	{35, "a new owner publishes leased ticks again"},
	{36, "a record with orders shortens the lease"},
}

func plant(bug int) { planted.Bug = bug; game.Plant(bug) }

// find returns the first seed that breaks a promise, of so many.
func find(t *testing.T, bug, within int) (seeds int, how string, took time.Duration) {
	plant(bug)
	defer plant(0)
	began := time.Now()
	r := Sweep(context.Background(), 1, within, runtime.GOMAXPROCS(0), Options{}, func(one Result) bool { return one.Violation == "" })
	if r.Violations > 0 {
		how = r.Broken[0].Violation
	}
	return r.Seeds, how, time.Since(began)
}

func TestTheMostTellingPlantedBugsAreFound(t *testing.T) {
	for _, bug := range []int{2, 20, 29, 41, 45, 52} {
		_, how, _ := find(t, bug, 500)
		require.NotEmpty(t, how, "bug %d was not found", bug)
	}
}

// TestAllPlantedBugsAreFound is `make planted`: it writes what it found to the file that PLANTED names.
func TestAllPlantedBugsAreFound(t *testing.T) {
	name := os.Getenv("PLANTED")
	if name == "" {
		t.Skip("PLANTED names no file: make planted")
	}
	out, err := os.Create(name)
	require.NoError(t, err)
	defer out.Close()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	fmt.Fprintln(w, "bug\tfound after\twhat is planted\thow it showed")
	missed := 0
	for _, b := range bugs {
		seeds, how, took := find(t, b.number, b.within)
		t.Logf("bug %d, %s: %d seeds, %v: %s", b.number, b.what, seeds, took.Round(time.Second), how)
		after := fmt.Sprintf("%d seeds", seeds)
		if how == "" {
			after, how = "not found", fmt.Sprintf("in %d seeds", seeds)
			missed++
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", b.number, after, b.what, cut(how))
	}
	for _, v := range variants {
		seeds, how, _ := find(t, v.number, 300)
		t.Logf("variant %d, %s: %s", v.number, v.what, how)
		require.Empty(t, how, "variant %d", v.number)
		fmt.Fprintf(w, "%d\tclean in %d seeds\t%s (harmless)\t\n", v.number, seeds, v.what)
	}
	require.Zero(t, missed)
}

// cut leaves the time and the numbers of hashes out of a violation's text, as far as a line is wide.
func cut(how string) string { return how[:min(len(how), 100)] }
