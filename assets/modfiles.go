package assets

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// modEntry is a file of a mod.
type modEntry struct {
	name string
	b    []byte
}

// isMod reports whether a folder is one.
func isMod(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, modName))
	return err == nil
}

// openMod reads a whole mod into memory: a folder or a zip, which may be hostile.
func openMod(at string) (layer, error) {
	files, err := modFiles(at)
	if err != nil {
		return layer{}, fmt.Errorf("open mod %s: %w", at, err)
	}
	l, err := layMod(files, filepath.ToSlash(at))
	if l.mod == nil && err == nil {
		err = fmt.Errorf("open mod %s: there is no %s in it", at, modName)
	}
	return l, err
}

// ReadMod reads a mod by itself, a folder or a zip, as it would be sent to others.
func ReadMod(at string) (*Mod, error) {
	l, err := openMod(at)
	return l.mod, err
}

// layMod is the layer of a mod's files; errors tell that they lie in from.
func layMod(files []modEntry, from string) (layer, error) {
	if !slices.ContainsFunc(files, func(f modEntry) bool { return f.name == modName }) {
		return layer{}, nil
	}
	packed := pack(files)
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return layer{}, fmt.Errorf("%s: %w", from, err)
	}
	l := layer{FS: r, from: from}
	if l.mod, err = readMod(l); err != nil {
		return layer{}, err
	}
	sum := sha256.Sum256(packed)
	l.mod.Packed, l.mod.Hash = packed, hex.EncodeToString(sum[:])
	return l, nil
}

func modFiles(at string) ([]modEntry, error) {
	info, err := os.Stat(at)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return folderFiles(at)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("it is neither a folder nor a file (%v)", info.Mode().Type())
	}
	if info.Size() > maxPacked {
		return nil, fmt.Errorf("%d bytes, and %d are the most", info.Size(), maxPacked)
	}
	b, err := os.ReadFile(at)
	if err != nil {
		return nil, err
	}
	return zipFiles(b)
}

// folderFiles reads a folder. What systems and editors leave in it is passed over; links are refused.
func folderFiles(dir string) (files []modEntry, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // it was only read
	in, taken := root.FS(), taking{}
	err = fs.WalkDir(in, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case Stray(e.Name()) != "" || e.IsDir() && e.Name() == "schemas":
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if err := taken.may(name, info.Mode(), uint64(info.Size())); err != nil {
			return err
		}
		b, err := fs.ReadFile(in, name)
		files = append(files, modEntry{name, b})
		return err
	})
	return files, err
}

// zipFiles reads a zip. Nothing is believed of it: sizes are counted as they come out.
func zipFiles(b []byte) (files []modEntry, err error) {
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("it is no zip that can be read: %w", err)
	}
	taken, under := taking{}, wrapped(r.File)
	for _, f := range r.File {
		if f.Mode().IsDir() {
			continue
		}
		name, inside := strings.CutPrefix(f.Name, under)
		if !inside && Stray(path.Base(name)) == "" && !strings.HasPrefix(name, "__MACOSX/") {
			return nil, fmt.Errorf("%q lies beside %s, which is the mod: take it out, or put it there", name, under)
		}
		if err := taken.may(name, f.Mode(), f.UncompressedSize64); err != nil {
			return nil, err
		}
		content, err := unpack(f)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", f.Name, err)
		}
		if Stray(path.Base(name)) == "" && !strings.HasPrefix(name, "__MACOSX/") {
			files = append(files, modEntry{name, content})
		}
	}
	return files, nil
}

// wrapped is the folder that everything in a zip lies in, if mod.yaml does: that of a packed folder, not its contents.
func wrapped(files []*zip.File) string {
	if slices.ContainsFunc(files, func(f *zip.File) bool { return f.Name == modName }) {
		return ""
	}
	for _, f := range files {
		if dir, file := path.Split(f.Name); file == modName && strings.Count(dir, "/") == 1 {
			return dir
		}
	}
	return ""
}

// unpack reads a file of the size that the zip says, and no more.
func unpack(f *zip.File) ([]byte, error) {
	if f.Flags&1 != 0 {
		return nil, errors.New("it is encrypted")
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1))
	if err == nil && uint64(len(b)) != f.UncompressedSize64 {
		err = errors.New("it is larger than the zip says")
	}
	return b, err
}

// taking bounds what is taken of a mod.
type taking struct {
	names map[string]string // by themselves in small letters
	bytes uint64
}

// may refuses a file that nobody would put into a mod, and one too many.
func (t *taking) may(name string, mode fs.FileMode, size uint64) error {
	if t.names == nil {
		t.names = map[string]string{}
	}
	lower := strings.ToLower(name)
	other, twice := t.names[lower]
	switch {
	case !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") || !utf8.ValidString(name) ||
		len(name) > maxModName:
		return fmt.Errorf("%q is no name of a file of a mod: expected one such as scenarios/duel.yaml", name)
	case !mode.IsRegular():
		return fmt.Errorf("%q is no file (%v): put the file itself there", name, mode.Type())
	case twice:
		return fmt.Errorf("%q is there twice, as %q too: systems do not agree which one counts", name, other)
	case size > maxFile:
		return fmt.Errorf("%q: %d bytes, and %d are the most", name, size, maxFile)
	case len(t.names) >= maxModFiles:
		return fmt.Errorf("there are more than %d files", maxModFiles)
	case t.bytes+size > maxMod:
		return fmt.Errorf("its files have more than %d bytes together", maxMod)
	}
	t.names[lower] = name
	t.bytes += size
	return nil
}

// pack is a zip of files, the same bytes for the same files: sorted, without times, and stored as they are, since what
// deflating comes to differs between releases of Go.
func pack(files []modEntry) []byte {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b modEntry) int { return cmp.Compare(a.name, b.name) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		to, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store})
		if err == nil {
			_, err = to.Write(f.b)
		}
		if err != nil {
			panic("zip into memory: " + err.Error()) // no writer fails, and names were checked
		}
	}
	if err := w.Close(); err != nil {
		panic("zip into memory: " + err.Error())
	}
	return out.Bytes()
}
