package notices

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/SherClockHolmes/webpush-go"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// browser is one that subscribed: it alone can read what its push service is given.
type browser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

func newBrowser(t *testing.T) browser {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	require.NoError(t, err)
	b := browser{key: key, auth: make([]byte, 16)}
	_, err = rand.Read(b.auth)
	require.NoError(t, err)
	return b
}

func (b browser) keys() (auth, p256dh string) {
	return base64.RawURLEncoding.EncodeToString(b.auth),
		base64.RawURLEncoding.EncodeToString(b.key.PublicKey().Bytes())
}

// opens decrypts a message as RFC 8291 has it.
func (b browser) opens(t *testing.T, body []byte) []byte {
	salt, n := body[:16], int(body[20])
	theirs, sealed := body[21:21+n], body[21+n:]
	public, err := ecdh.P256().NewPublicKey(theirs)
	require.NoError(t, err)
	shared, err := b.key.ECDH(public)
	require.NoError(t, err)
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(theirs)
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, info, 32)
	require.NoError(t, err)
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	require.NoError(t, err)
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	require.NoError(t, err)
	block, err := aes.NewCipher(key)
	require.NoError(t, err)
	gcm, err := cipher.NewGCM(block)
	require.NoError(t, err)
	plain, err := gcm.Open(nil, nonce, sealed, nil)
	require.NoError(t, err)
	return []byte(strings.TrimRight(string(plain), "\x00\x02"))
}

// A browser's push service is given a message that the browser alone can read, signed by the server's key, and not for
// longer than it counts.
func TestABrowserIsTold(t *testing.T) {
	b := newBrowser(t)
	auth, p256dh := b.keys()
	var body []byte
	var head http.Header
	status := http.StatusCreated
	s := hooked(t, func(w http.ResponseWriter, r *http.Request) {
		head = r.Header
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(status)
	})
	secret, err := CheckPush(s.URL+"/push/1", auth, p256dh)
	require.NoError(t, err)
	private, public, err := webpush.GenerateVAPIDKeys()
	require.NoError(t, err)
	out, err := newOutside([]string{"127.0.0.0/8"})
	require.NoError(t, err)
	p := &pushes{out, private, public, "https://play.example"}
	m := aMessage(api.ByPush, s.URL+"/push/1", secret)
	require.NoError(t, p.send(t.Context(), m))
	var got pushed
	require.NoError(t, json.Unmarshal(b.opens(t, body), &got))
	require.Equal(t, pushed{m.title, m.text, "https://play.example/play?match=m+1", "w1m 1"}, got)
	require.Contains(t, head.Get("Authorization"), "k="+public)
	require.Equal(t, "60", head.Get("TTL"), "its turn is nearly over")
	require.Equal(t, "aes128gcm", head.Get("Content-Encoding"))
	status = http.StatusGone
	require.ErrorIs(t, p.send(t.Context(), m), errGone)
	inside, err := newOutside(nil)
	require.NoError(t, err)
	p.outside = inside
	require.ErrorIs(t, p.send(t.Context(), m), errInside, "an endpoint is an address that a player names, too")
	for _, bad := range [][2]string{{"", ""}, {auth, ""}, {auth, auth}, {"AAAA", p256dh}, {auth, "!" + p256dh[1:]}} {
		_, err := CheckPush(s.URL, bad[0], bad[1])
		require.Error(t, err)
	}
}
