package server

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/matchmaker/api"
)

func TestKeysSurviveARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	made, err := OpenKeys(dir)
	require.NoError(t, err)
	again, err := OpenKeys(dir)
	require.NoError(t, err)
	require.Equal(t, made.CertHash(), again.CertHash())
	require.True(t, made.Signing().Equal(again.Signing()))
	require.Equal(t, made.token, again.token)
	require.Equal(t, made.ListenConfig("x").ResetKey, again.ListenConfig("x").ResetKey)
	require.NotEqual(t, made.token, made.reset)
	require.Len(t, made.WebHashes(), 32)
	require.Equal(t, made.WebHashes(), again.WebHashes())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 6, "nothing half made is left")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name())
	}
}

// Two servers that start on one directory at once have the same keys: the later one must not put others in their place.
func TestAKeyThatIsThereIsNeverReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token.pem")
	b, err := readOrMake(path, func() ([]byte, error) {
		return []byte("of the slower one"), os.WriteFile(path, []byte("of the quicker one"), 0o600)
	})
	require.NoError(t, err)
	require.Equal(t, "of the quicker one", string(b))
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, files, 1, "nothing half made is left")
}

func TestDamagedKeysAreNamed(t *testing.T) {
	for _, name := range []string{"certificate.pem", "signing.pem", "token.pem"} {
		dir := t.TempDir()
		_, err := OpenKeys(dir)
		require.NoError(t, err)
		path := filepath.Join(dir, name)
		require.NoError(t, os.Truncate(path, 20))
		_, err = OpenKeys(dir)
		require.ErrorContains(t, err, path+" is damaged")
		require.ErrorContains(t, err, "restore it")
	}
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := OpenKeys(file)
	require.ErrorContains(t, err, "open keys: ")
}

func someResume() resume {
	return resume{
		Expires: time.Unix(2_000_000_000, 0), Epoch: 3, Number: 77, Head: [16]byte{1, 2}, Seat: 4, Audience: 1,
		Stint: 1 << 40, First: [16]byte{9, 15: 9}, Match: "m1", Player: "ann", Name: "安",
	}
}

func TestResumeToken(t *testing.T) {
	key, now := &[32]byte{7}, time.Unix(1_900_000_000, 0)
	r := someResume()
	b := r.seal(key)
	got, ok := openToken([][32]byte{*key}, b, now)
	require.True(t, ok)
	require.Equal(t, r, got)
	for i := range b {
		b[i] ^= 1
		_, ok := openToken([][32]byte{*key}, b, now)
		require.False(t, ok, "byte %d was changed", i)
		b[i] ^= 1
		_, ok = openToken([][32]byte{*key}, b[:i], now)
		require.False(t, ok, "cut to %d", i)
	}
	_, ok = openToken([][32]byte{*key}, b, r.Expires.Add(api.Leeway))
	require.False(t, ok, "expired")
	_, ok = openToken([][32]byte{{8}}, b, now)
	require.False(t, ok, "of another shard")
	r.Seat, r.Audience = -1, game.All
	got, ok = openToken([][32]byte{*key}, r.seal(key), now)
	require.True(t, ok)
	require.Equal(t, -1, got.Seat)
}

// The journal's length grows with every order, hidden opponents' too: no client may read it off its token.
func TestATokenTellsItsHolderNothing(t *testing.T) {
	key := &[32]byte{7}
	r := someResume()
	one, again := r.seal(key), r.seal(key)
	r.Number, r.Head = 1<<60+12345, [16]byte{9, 9, 9}
	other := r.seal(key)
	require.Len(t, other, len(one), "its size depends on names alone")
	for _, b := range [][]byte{again, other} {
		same := 0
		for i := range b {
			if i > 0 && b[i] == one[i] {
				same++
			}
		}
		require.Less(t, same, 8, "the same or not, it looks like another one")
	}
	require.NotContains(t, string(one), "ann")
}

func FuzzOpenToken(f *testing.F) {
	key, now := &[32]byte{7}, time.Unix(1_900_000_000, 0)
	r := someResume()
	f.Add(r.plain())
	f.Add(r.plain()[:40])
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > maxToken {
			return
		}
		b := sealToken(key, body) // even well sealed, nothing panics
		if got, ok := openToken([][32]byte{*key}, b, now); ok {
			require.Equal(t, body, got.plain())
		}
	})
}

func TestKeysInMemoryAreWholeAndTheirOwn(t *testing.T) {
	one, err := NewKeys()
	require.NoError(t, err)
	two, err := NewKeys()
	require.NoError(t, err)
	require.NotEqual(t, one.CertHash(), two.CertHash())
	require.NotEqual(t, one.token, two.token)
	require.NotEmpty(t, one.ListenConfig("x").Certificate.Certificate)
}

// The first of the shared secrets seals, all of them open, and so does the one that was used before there were any.
func TestTokensAreSharedAndTheirSecretsReplaced(t *testing.T) {
	k, err := NewKeys()
	require.NoError(t, err)
	now := time.Unix(1_900_000_000, 0)
	opens := func(b []byte) bool {
		_, ok := openToken(k.tokens(), b, now)
		return ok
	}
	seal := func() []byte {
		r := someResume()
		return r.seal(&k.tokens()[0])
	}
	alone := seal()
	secrets := [][32]byte{{1}}
	k.ShareTokens(func() [][32]byte { return secrets })
	first := seal()
	require.True(t, opens(alone))
	secrets = [][32]byte{{2}, {1}}
	require.True(t, opens(first))
	second := seal()
	secrets = [][32]byte{{2}}
	require.False(t, opens(first))
	require.True(t, opens(second))
	require.True(t, opens(alone))
}
