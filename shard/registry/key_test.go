package registry

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func lineOf(b byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, secretSize)) + "\n"
}

func TestAMarkCountsForOneEntryAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, NewKey(), 0o600))
	k, err := OpenKey(file, func(error) {})
	require.NoError(t, err)
	require.False(t, k.Unsigned())
	mark := k.Mark("head", "m1", []byte("content"))
	require.True(t, k.Marked("head", "m1", []byte("content"), mark))
	for _, other := range [][3]string{
		{"shard", "m1", "content"},
		{"head", "m2", "content"},
		{"head", "m1", "contents"},
		{"hea", "dm1", "content"},
		{"head", "m1c", "ontent"},
	} {
		require.False(t, k.Marked(other[0], other[1], []byte(other[2]), mark), "%q", other)
	}
	for _, bad := range []string{"", mark[1:], mark + "AA", "!" + mark[1:]} {
		require.False(t, k.Marked("head", "m1", []byte("content"), bad))
	}
	one, again := k.Derive("one"), k.Derive("one")
	require.Equal(t, one, again)
	require.NotEqual(t, one, k.Derive("other"), "a secret for each purpose")
	require.NotEqual(t, one, k.Undivided())
}

// A new secret goes in behind the old one everywhere, then before it, then the old one goes;
// nothing is refused meanwhile.
func TestAKeyIsReplacedWithoutARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file, at := filepath.Join(t.TempDir(), "key"), time.Unix(1_000_000_000, 0)
		write := func(text string) {
			require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
			at = at.Add(time.Second)
			require.NoError(t, os.Chtimes(file, at, at))
			time.Sleep(time.Minute)
		}
		var warned []string
		write(lineOf(1))
		k, err := OpenKey(file, func(err error) { warned = append(warned, err.Error()) })
		require.NoError(t, err)
		by := func() string { return k.Mark("head", "m", nil) }
		old := by()
		write("# the new one comes\n" + lineOf(1) + lineOf(2))
		require.Equal(t, old, by())
		write(lineOf(2) + lineOf(1))
		young := by()
		require.NotEqual(t, old, young)
		require.True(t, k.Marked("head", "m", nil, old))
		require.Len(t, k.Derive("tokens"), 2)
		write(lineOf(2) + "half a secre")
		require.True(t, k.Marked("head", "m", nil, old), "what is no key changes nothing")
		require.Len(t, warned, 1)
		require.NotContains(t, warned[0], "half a secre")
		write(lineOf(2))
		require.False(t, k.Marked("head", "m", nil, old))
		require.True(t, k.Marked("head", "m", nil, young))
	})
}

func TestKeyFiles(t *testing.T) {
	before := string(pem.EncodeToMemory(&pem.Block{Type: "MUSTER SECRET", Bytes: bytes.Repeat([]byte{7}, secretSize)}))
	for text, want := range map[string]int{
		lineOf(1): 1, strings.TrimSpace(lineOf(1)): 1, before: 1, lineOf(1) + before + lineOf(2): 3,
		"unsigned\r\n" + before + "unsigned": 1,
	} {
		r, err := parseKey(text)
		require.NoError(t, err, "%q", text)
		require.Len(t, r.secrets, want)
		require.Equal(t, strings.Contains(text, unsigned), r.unsigned)
	}
	r, err := parseKey(lineOf(1) + before)
	require.NoError(t, err)
	require.Equal(t, []byte{1, 7}, []byte{r.secrets[0][0], r.secrets[1][0]}, "in their order")
	for text, why := range map[string]string{
		"":         "there is no secret",
		"unsigned": "there is no secret", "# " + lineOf(1): "there is no secret", "c2hvcnQ=": "line 1 is no secret",
		lineOf(1) + "-----BEGIN MUSTER SECRET-----\n": "line 3 is no secret",
		strings.ReplaceAll(before, "MUSTER", "OTHER"): "is no secret",
	} {
		_, err := parseKey(text)
		require.ErrorContains(t, err, why, "%q", text)
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add(lineOf(1) + "unsigned\n")
	f.Add("-----BEGIN MUSTER SECRET-----\nAA==\n-----END MUSTER SECRET-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		if r, err := parseKey(text); err == nil {
			require.NotEmpty(t, r.secrets)
		}
	})
}

func TestFiguresThatCannotBe(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	good := Shard{ID: "a", Capacity: 4, Load: 2, Players: 9, Began: now.UnixMilli(), Protocol: [2]uint16{3, 4}}
	require.NoError(t, good.Check(now))
	for name, spoil := range map[string]func(*Shard){
		"capacity -1":   func(s *Shard) { s.Capacity = -1 },
		"capacity 2000": func(s *Shard) { s.Capacity = 2_000_000_000 },
		"load -9":       func(s *Shard) { s.Load = -9 },
		"players -1":    func(s *Shard) { s.Players = -1 },
		"beginning":     func(s *Shard) { s.Began = now.AddDate(5, 0, 0).UnixMilli() },
		"protocol":      func(s *Shard) { s.Protocol = [2]uint16{4, 3} },
		"0 bytes":       func(s *Shard) { s.ID = "" },
		"bytes, not":    func(s *Shard) { s.ID = strings.Repeat("x", 1000) },
	} {
		s := good
		spoil(&s)
		require.ErrorContains(t, s.Check(now), name)
	}
	h := Head{Match: "m", Epoch: 3, Number: 7}
	require.NoError(t, h.Check())
	pardoned := Head{Match: "m", Epoch: uint32(now.Unix()) + 3}
	require.NoError(t, pardoned.Check())
	for _, bad := range []Head{{Match: "m", Epoch: 1<<32 - 1}, {Match: "m", Number: 1 << 60}, {}} {
		require.Error(t, bad.Check())
	}
	require.Error(t, (&Matchmaker{}).Check())
}
