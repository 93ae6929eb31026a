package registry

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"muster/reread"
)

// Key is the one secret of a cluster. What its processes read from a registry that others can write to counts only with
// a mark that this secret makes; for each other purpose another secret is derived from it.
//
// Its file has a line for each secret, 32 bytes in base64. The first one signs, all of them verify: so a new one is put
// in behind the old one everywhere, then before it, and then the old one is taken out. A line "unsigned" has entries
// count that have no mark, while a cluster without a key moves over. A line that begins with # says nothing. Files of
// the release before have one secret in PEM. The file is read again when it has changed.
type Key struct{ file *reread.Files[ring] }

// ring is what a key's file says.
type ring struct {
	secrets  [][]byte // the first signs
	marks    [][]byte // what marks are made with, in the same order
	unsigned bool
	derived  *sync.Map // by purpose
}

const (
	secretSize = sha256.Size
	unsigned   = "unsigned" // a line of a key's file
	marking    = "marks of registry entries"
)

// OpenKey reads a key's file. warn is told when it has changed to something that is none.
func OpenKey(path string, warn func(error)) (*Key, error) {
	file, err := reread.Open(func(contents [][]byte) (ring, error) { return parseKey(string(contents[0])) }, warn, path)
	if err != nil {
		return nil, fmt.Errorf("key of the cluster: %w", err)
	}
	return &Key{file}, nil
}

// NewKey makes what stands in the file of a new key.
func NewKey() []byte {
	var b [secretSize]byte
	rand.Read(b[:]) // never fails, by its documentation
	return []byte(base64.StdEncoding.EncodeToString(b[:]) + "\n")
}

func parseKey(text string) (r ring, err error) {
	r.derived = &sync.Map{}
	lines := strings.Split(text, "\n")
	for n := 0; n < len(lines); n++ {
		var secret []byte
		switch line := strings.TrimSpace(lines[n]); {
		case line == "" || line[0] == '#':
			continue
		case line == unsigned:
			r.unsigned = true
			continue
		case strings.HasPrefix(line, "-----BEGIN"):
			last := n
			for last < len(lines)-1 && !strings.HasPrefix(lines[last], "-----END") {
				last++
			}
			secret, err = unPEM(strings.Join(lines[n:last+1], "\n") + "\n")
			n = last
		default:
			secret, err = base64.StdEncoding.DecodeString(line)
		}
		if err != nil || len(secret) != secretSize {
			// it is not shown: it may be most of one
			return r, fmt.Errorf("line %d is no secret: %d bytes in base64 are", n+1, secretSize)
		}
		r.secrets = append(r.secrets, secret)
		r.marks = append(r.marks, derive(secret, marking))
	}
	if len(r.secrets) == 0 {
		return r, fmt.Errorf("there is no secret in it: %d random bytes in base64 are one", secretSize)
	}
	return r, nil
}

// unPEM reads a secret as files of the release before have it.
func unPEM(text string) ([]byte, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "MUSTER SECRET" {
		return nil, errors.New("no MUSTER SECRET in PEM form")
	}
	return block.Bytes, nil
}

func derive(secret []byte, purpose string) []byte {
	b, err := hkdf.Key(sha256.New, secret, nil, "muster: "+purpose, secretSize)
	if err != nil {
		panic(err) // so many bytes can always be had
	}
	return b
}

// Derive makes the secrets for a purpose: the first one is for what is new, all of them for what there is.
func (k *Key) Derive(purpose string) [][secretSize]byte {
	r := k.file.Get()
	if known, ok := r.derived.Load(purpose); ok {
		return slices.Clone(known.([][secretSize]byte))
	}
	var all [][secretSize]byte
	for _, secret := range r.secrets {
		all = append(all, [secretSize]byte(derive(secret, purpose)))
	}
	r.derived.Store(purpose, all)
	return slices.Clone(all)
}

// Undivided are the secrets themselves. The release before sealed resume tokens with the only one that it knew.
func (k *Key) Undivided() (all [][secretSize]byte) {
	for _, secret := range k.file.Get().secrets {
		all = append(all, [secretSize]byte(secret))
	}
	return all
}

// Unsigned reports whether entries without a mark count.
func (k *Key) Unsigned() bool { return k.file.Get().unsigned }

// Mark makes the mark of content that is kept as the entry of a kind under a name: it counts nowhere else.
func (k *Key) Mark(kind, name string, content []byte) string {
	return base64.RawURLEncoding.EncodeToString(mark(k.file.Get().marks[0], kind, name, content))
}

// Marked reports whether that is a mark of the content, of that kind and name, by any of the secrets.
func (k *Key) Marked(kind, name string, content []byte, text string) bool {
	got, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	good := false
	for _, secret := range k.file.Get().marks {
		good = hmac.Equal(got, mark(secret, kind, name, content)) || good
	}
	return good
}

// mark is HMAC-SHA-256 over kind and name, each behind its length, and content.
func mark(secret []byte, kind, name string, content []byte) []byte {
	h := hmac.New(sha256.New, secret)
	for _, s := range []string{kind, name} {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	h.Write(content)
	return h.Sum(nil)
}
