package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// packers are the forms that browsers take, by how the names of such files end.
var packers = []struct {
	ending string
	open   func(to io.Writer) (io.WriteCloser, error)
}{
	{".br", func(to io.Writer) (io.WriteCloser, error) {
		return brotli.NewWriterOptions(to, brotli.WriterOptions{Quality: quality(), LGWin: 24}), nil
	}},
	{".zst", func(to io.Writer) (io.WriteCloser, error) {
		return zstd.NewWriter(to, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(browserWindow))
	}},
}

// browserWindow is the largest window that a browser need have for zstd (RFC 9659).
const browserWindow = 8 << 20

// pack writes a file and its packed forms, and names those. One that is there has this content: its name says so.
func pack(name string, b []byte) (names []string, err error) {
	for _, p := range packers {
		file := name + p.ending
		names = append(names, file)
		packed, err := os.ReadFile(filepath.Join(distDir, file))
		if err != nil {
			if packed, err = packedBy(p.open, b); err != nil {
				return nil, err
			}
		}
		for _, dir := range []string{distDir, siteDir} {
			if err := whole(filepath.Join(dir, file), packed); err != nil {
				return nil, err
			}
		}
	}
	return names, whole(filepath.Join(siteDir, name), b)
}

func packedBy(open func(to io.Writer) (io.WriteCloser, error), b []byte) ([]byte, error) {
	var to bytes.Buffer
	w, err := open(&to)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	return to.Bytes(), err
}

// whole writes a file that is either there whole or not there.
func whole(path string, b []byte) error {
	if err := os.WriteFile(path+".new", b, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// quality is brotli's: the best takes minutes, and PACK=fast some seconds.
func quality() int {
	if os.Getenv("PACK") == "fast" {
		return 5
	}
	return brotli.BestCompression
}
