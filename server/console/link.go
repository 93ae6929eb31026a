package console

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"muster/private"
	"muster/wallclock"
)

// linkFile is where a console says in its data directory that it is there, and by which link it may be entered once.
// Who may write there has the keys of everything else, too; so `muster console` needs nothing but the directory:
//
//	{"url": "http://127.0.0.1:7490/console/",      where it is
//	 "hash": "9f86...", "until": "2026-..."}       SHA-256 of the link's token, and its end; none when it was used
const linkFile = "console.json"

// invitation is what that file holds.
type invitation struct {
	URL   string    `json:"url"`
	Hash  string    `json:"hash,omitempty"`
	Until time.Time `json:"until,omitzero"`
}

// link is the file of one console.
type link struct {
	file string
	url  string
	mu   sync.Mutex
}

// newLink says where the console is.
func newLink(dir, url string) (*link, error) {
	l := &link{file: filepath.Join(dir, linkFile), url: url}
	return l, writeInvitation(l.file, invitation{URL: url})
}

// Invite makes a link that is good once into the console that runs on a data directory.
func Invite(dir string) (string, error) {
	file := filepath.Join(dir, linkFile)
	v, err := readInvitation(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("no console runs on %s: muster up and muster matchmaker --console have one (%w)",
			dir, fs.ErrNotExist)
	}
	if err != nil {
		return "", err
	}
	return invite(file, v.URL)
}

func (l *link) make() (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return invite(l.file, l.url)
}

// invite writes down the hash of a new token; a link that was made before is good no more.
func invite(file, at string) (string, error) {
	token := rand.Text()
	err := writeInvitation(file, invitation{URL: at, Hash: hashOf(token), Until: wallclock.Now().Add(linkLife)})
	return at + "enter?" + url.Values{"token": {token}}.Encode(), err
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// redeem reports whether a token opens the door now. It does so once.
func (l *link) redeem(token string, now time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v, err := readInvitation(l.file)
	if err != nil {
		return false, err
	}
	if v.Hash == "" || !now.Before(v.Until) ||
		subtle.ConstantTimeCompare([]byte(v.Hash), []byte(hashOf(token))) != 1 {
		return false, nil
	}
	if err := writeInvitation(l.file, invitation{URL: l.url}); err != nil {
		return false, err // or it would be good again
	}
	return true, nil
}

// remove says that the console is gone.
func (l *link) remove() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := os.Remove(l.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func readInvitation(file string) (v invitation, err error) {
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		err = fmt.Errorf("the console's link: %w", err)
	}
	return v, err
}

func writeInvitation(file string, v invitation) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), linkFile+".*") // its owner alone may read it
	if err != nil {
		return fmt.Errorf("the console's link: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err == nil { // by root, too, for a server that another user runs
		err = private.Belong(f, filepath.Dir(file))
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("the console's link: %w", err)
	}
	return nil
}
