package server

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
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
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 5, "nothing half made is left")
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f.Name())
	}
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
		Match: "m1", Player: "ann", Name: "安",
	}
}

func TestResumeToken(t *testing.T) {
	key, now := &[32]byte{7}, time.Unix(1_900_000_000, 0)
	r := someResume()
	b := r.seal(key)
	got, ok := openToken(key, b, now)
	require.True(t, ok)
	require.Equal(t, r, got)
	for i := range b {
		b[i] ^= 1
		_, ok := openToken(key, b, now)
		require.False(t, ok, "byte %d was changed", i)
		b[i] ^= 1
		_, ok = openToken(key, b[:i], now)
		require.False(t, ok, "cut to %d", i)
	}
	_, ok = openToken(key, b, r.Expires)
	require.False(t, ok, "expired")
	_, ok = openToken(&[32]byte{8}, b, now)
	require.False(t, ok, "of another shard")
	r.Seat, r.Audience = -1, game.All
	got, ok = openToken(key, r.seal(key), now)
	require.True(t, ok)
	require.Equal(t, -1, got.Seat)
}

func FuzzOpenToken(f *testing.F) {
	key, now := &[32]byte{7}, time.Unix(1_900_000_000, 0)
	r := someResume()
	f.Add(r.seal(key))
	f.Add(r.seal(key)[:60])
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > maxToken {
			return
		}
		b := append(body, macOf(key, body)...) // even with a good MAC nothing panics
		if got, ok := openToken(key, b, now); ok {
			require.Equal(t, b, got.seal(key))
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
