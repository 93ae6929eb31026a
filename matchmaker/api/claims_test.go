package api

import (
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"
)

var noon = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)

func newKey(t testing.TB) (ed25519.PublicKey, ed25519.PrivateKey) {
	pub, key, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	return pub, key
}

func someJoin() JoinClaims {
	return JoinClaims{
		ID: [16]byte{1, 15: 9}, Match: "m1", Shard: "s1", Seat: 2, Audience: 255, Player: "p7", Name: "Ann",
		Expires: noon.Add(time.Minute),
	}
}

func TestJoinTicketComesBack(t *testing.T) {
	pub, key := newKey(t)
	other, _ := newKey(t)
	ticket, err := SignJoin(key, someJoin())
	require.NoError(t, err)
	got, err := VerifyJoin([]ed25519.PublicKey{other, pub}, ticket, noon)
	require.NoError(t, err)
	require.True(t, got.Expires.Equal(someJoin().Expires))
	got.Expires = someJoin().Expires
	require.Equal(t, someJoin(), got)
}

func TestJoinTicketIsRefused(t *testing.T) {
	pub, key := newKey(t)
	other, otherKey := newKey(t)
	keys := []ed25519.PublicKey{pub}
	good, err := SignJoin(key, someJoin())
	require.NoError(t, err)
	foreign, err := SignJoin(otherKey, someJoin())
	require.NoError(t, err)
	service, err := SignService(key, "mm", "s1", noon)
	require.NoError(t, err)
	noID := someJoin()
	noID.ID = [16]byte{}
	zero, err := SignJoin(key, noID)
	require.NoError(t, err)
	claims := joinToken{RegisteredClaims: jwt.RegisteredClaims{
		ID: "0102030405060708090a0b0c0d0e0f10", Audience: jwt.ClaimStrings{joinAudience},
		ExpiresAt: jwt.NewNumericDate(noon.Add(time.Minute)),
	}}
	none, err := jwt.NewWithClaims(jwt.SigningMethodNone, claims).SignedString(jwt.UnsafeAllowNoneSignatureType)
	require.NoError(t, err)
	hmac, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(pub))
	require.NoError(t, err)
	claims.ExpiresAt = nil
	forever, err := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims).SignedString(key)
	require.NoError(t, err)

	for _, c := range []struct {
		name, ticket string
		keys         []ed25519.PublicKey
		now          time.Time
		want         error
	}{
		{"expired", good, keys, noon.Add(time.Hour), jwt.ErrTokenExpired},
		{"other key", foreign, keys, noon, jwt.ErrTokenSignatureInvalid},
		{"not one of ours", good, []ed25519.PublicKey{other}, noon, jwt.ErrTokenSignatureInvalid},
		{"no keys", good, nil, noon, jwt.ErrTokenUnverifiable},
		{"a service token", service, keys, noon, jwt.ErrTokenInvalidAudience},
		{"alg none", none, keys, noon, jwt.ErrTokenSignatureInvalid},
		{"HS256 with the public key", hmac, keys, noon, jwt.ErrTokenSignatureInvalid},
		{"without expiry", forever, keys, noon, jwt.ErrTokenRequiredClaimMissing},
		{"garbage", "a.b.c", keys, noon, jwt.ErrTokenMalformed},
		{"zero id", zero, keys, noon, nil},
		{"far too long", good + string(make([]byte, maxToken)), keys, noon, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := VerifyJoin(c.keys, c.ticket, c.now)
			require.Error(t, err)
			if c.want != nil {
				require.ErrorIs(t, err, c.want)
			}
		})
	}
}

func TestServiceToken(t *testing.T) {
	pub, key := newKey(t)
	_, otherKey := newKey(t)
	keyOf := func(issuer string) (ed25519.PublicKey, bool) { return pub, issuer == "mm" }
	good, err := SignService(key, "mm", "s1", noon)
	require.NoError(t, err)
	who, err := VerifyService(keyOf, good, "s1", noon)
	require.NoError(t, err)
	require.Equal(t, "mm", who.ID)
	require.True(t, who.Said([]byte("anything")))

	_, err = VerifyService(keyOf, good, "s2", noon)
	require.ErrorIs(t, err, jwt.ErrTokenInvalidAudience)
	_, err = VerifyService(keyOf, good, "s1", noon.Add(2*time.Minute))
	require.ErrorIs(t, err, jwt.ErrTokenExpired)
	stranger, err := SignService(key, "who", "s1", noon)
	require.NoError(t, err)
	_, err = VerifyService(keyOf, stranger, "s1", noon)
	require.ErrorIs(t, err, jwt.ErrTokenUnverifiable)
	forged, err := SignService(otherKey, "mm", "s1", noon)
	require.NoError(t, err)
	_, err = VerifyService(keyOf, forged, "s1", noon)
	require.ErrorIs(t, err, jwt.ErrTokenSignatureInvalid)
	join, err := SignJoin(key, someJoin())
	require.NoError(t, err)
	_, err = VerifyService(func(string) (ed25519.PublicKey, bool) { return pub, true }, join, "s1", noon)
	require.ErrorIs(t, err, jwt.ErrTokenInvalidAudience)
}

func TestSigningNeedsAKey(t *testing.T) {
	_, err := SignJoin(nil, someJoin())
	require.ErrorContains(t, err, "sign join ticket: the key has 0 bytes")
}

func FuzzVerifyJoin(f *testing.F) {
	pub, key := newKey(f)
	good, err := SignJoin(key, someJoin())
	require.NoError(f, err)
	f.Add(good)
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, ticket string) {
		if c, err := VerifyJoin([]ed25519.PublicKey{pub}, ticket, noon); err == nil {
			require.Equal(t, "m1", c.Match, "only what was signed verifies")
		}
	})
}

// Clocks of two machines differ a little: what one signs is good at the other, from the first moment to the last.
func TestClocksThatDifferALittleAreForgiven(t *testing.T) {
	pub, key := newKey(t)
	find := func(string) (ed25519.PublicKey, bool) { return pub, true }
	service, err := SignService(key, "mm", "s1", noon)
	require.NoError(t, err)
	ticket, err := SignJoin(key, someJoin())
	require.NoError(t, err)
	for at, want := range map[time.Duration]string{
		-Leeway: "", Leeway: "", serviceLife + Leeway - time.Second: "",
		-Leeway - 2*time.Second:            "the clock of s1 is about 32s behind that of mm: set both by NTP",
		serviceLife + Leeway + time.Second: "the clock of s1 is about 1m31s ahead of that of mm, or the token",
	} {
		_, err := VerifyService(find, service, "s1", noon.Add(at))
		if want == "" {
			require.NoError(t, err, "%v", at)
			continue
		}
		require.ErrorContains(t, err, want)
	}
	for at, good := range map[time.Duration]bool{
		-time.Hour: true, time.Minute + Leeway - time.Second: true,
		time.Minute + Leeway + time.Second: false,
	} {
		_, err := VerifyJoin([]ed25519.PublicKey{pub}, ticket, noon.Add(at))
		require.Equal(t, good, err == nil, "%v: %v", at, err)
	}
}
