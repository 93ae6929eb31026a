package play

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// file is a file as it is sent. It lies here packed in two forms; a third is made when it is first asked for, since
// over http many browsers take no other.
type file struct {
	kind         string // its type
	brotli, zstd []byte
	gzip         func() ([]byte, error)
}

// kinds are the types of files, by how their names end.
var kinds = map[string]string{
	".wasm": "application/wasm", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".ttf": "font/ttf",
}

// open reads all packed files.
func open(from fs.FS) (map[string]*file, error) {
	all := map[string]*file{}
	names, err := fs.Glob(from, "*.br")
	if err != nil {
		return nil, err
	}
	for _, packed := range names {
		name := strings.TrimSuffix(packed, ".br")
		f := &file{kind: kinds[path.Ext(name)]}
		if f.kind == "" {
			return nil, fmt.Errorf("the page of the game in a browser has a file of an unknown kind: %s", name)
		}
		if f.brotli, err = fs.ReadFile(from, packed); err != nil {
			return nil, err
		}
		if f.zstd, err = fs.ReadFile(from, name+".zst"); err != nil {
			return nil, err
		}
		f.gzip = sync.OnceValues(f.repack)
		all[name] = f
	}
	return all, nil
}

// repack makes the gzip form.
func (f *file) repack() ([]byte, error) {
	plain, err := f.plain()
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	var to bytes.Buffer
	w := gzip.NewWriter(&to)
	if _, err = io.Copy(w, plain); err == nil {
		err = w.Close()
	}
	return to.Bytes(), err
}

// plain unpacks it.
func (f *file) plain() (io.ReadCloser, error) {
	d, err := zstd.NewReader(bytes.NewReader(f.zstd), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// serve sends the smallest form that is taken.
func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	takes := accepted(strings.Join(r.Header.Values("Accept-Encoding"), ","))
	switch {
	case takes["br"]:
		send(w, "br", f.brotli)
	case takes["zstd"]:
		send(w, "zstd", f.zstd)
	case takes["gzip"]:
		b, err := f.gzip()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		send(w, "gzip", b)
	default:
		plain, err := f.plain()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer plain.Close()
		_, _ = io.Copy(w, plain)
	}
}

func send(w http.ResponseWriter, encoding string, b []byte) {
	w.Header().Set("Content-Encoding", encoding)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
}

// accepted are the encodings that a browser takes (RFC 9110, 12.5.3), but for those that it refuses.
func accepted(header string) map[string]bool {
	takes := map[string]bool{}
	for one := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(one, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(quality), "q="); ok {
			q, _ = strconv.ParseFloat(v, 64) // what is no number is refused
		}
		takes[strings.ToLower(strings.TrimSpace(name))] = q > 0
	}
	return takes
}
