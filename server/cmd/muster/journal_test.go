package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAJournalIsCheckedAndDumped(t *testing.T) {
	a := newWritten(t)
	out, _, code := says(t, "journal", "--data", a.data, "check")
	require.Zero(t, code)
	require.Regexp(t, `(?m)^ended +\d+ +\d+ +[0-9a-f]{16} +whole *$`, out)
	require.Regexp(t, `(?m)journal: 0.0 MB in 1 segments; 00000001.seg and all behind it stay until these are given up: ended, live$`, out)
	out, _, code = says(t, "journal", "--data", a.data, "dump", "live", "--from", "2", "--count", "3")
	require.Zero(t, code)
	require.Len(t, strings.Split(strings.TrimSpace(out), "\n"), 3)
	require.Regexp(t, `^ +2  [0-9a-f]{32} +\d+ bytes`, out)
	_, wrong, code := says(t, "journal", "--data", a.data, "dump", "nowhere")
	require.Equal(t, 1, code)
	require.Contains(t, wrong, `holds no match "nowhere"; it holds ended, live`)

	a.close()
	whole, err := os.ReadFile(a.segment(t))
	require.NoError(t, err)
	whole[len(whole)/2] ^= 1
	data := a.in(t, whole)
	out, wrong, code = says(t, "journal", "--data", data, "check", "--json")
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "damaged in")
	require.Contains(t, out, `"ok":false`)
	require.Contains(t, out, "00000001.seg")
}
