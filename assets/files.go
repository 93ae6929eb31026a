package assets

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// folders are where files are found by listing, and how their names end. Endings in capitals count too.
var folders = []struct {
	dir     string
	endings []string
}{
	{"scenarios", []string{".yaml"}},
	{"lessons", []string{".yaml"}},
	{"maps", []string{".txt", ".map"}},
	{"texts", []string{".yaml"}},
	{iconsName, []string{".svg", ".png"}},
}

// Stray says why a file of that name is none that a person put there to be read, empty if it may be: systems and
// editors leave things beside files.
func Stray(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.HasPrefix(name, "._"):
		return "it is what a Mac keeps of another file"
	case strings.HasPrefix(name, "."):
		return "it is hidden"
	case strings.HasSuffix(name, "~"), strings.HasPrefix(name, "#"), strings.HasPrefix(name, "~$"),
		slices.Contains([]string{".bak", ".orig", ".rej", ".swp", ".swo", ".tmp", ".lock", ".new"}, path.Ext(lower)):
		return "it is an editor's backup or lock"
	}
	return ""
}

// regular is a name with its ending in small letters: what a file is known by.
func regular(name string) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + strings.ToLower(ext)
}

// why says why a folder's entry is passed over, empty if it is not.
func why(layer fs.FS, dir, name string, endings []string) string {
	if stray := Stray(name); stray != "" {
		return stray
	}
	info, err := fs.Stat(layer, path.Join(dir, name)) // what a link leads to
	switch {
	case err != nil:
		return "it leads to nothing that can be read"
	case info.IsDir():
		return "it is a folder"
	case !info.Mode().IsRegular():
		return "it is no file"
	case !slices.Contains(endings, path.Ext(regular(name))):
		return "its name ends in none of " + strings.Join(endings, ", ")
	}
	if name != regular(name) {
		if _, err := fs.Stat(layer, path.Join(dir, regular(name))); err == nil {
			return "there is " + regular(name) + " too"
		}
	}
	return ""
}

// walk goes through a folder in all layers. It calls found with each file, by the name that it is known by, and passed
// with each that is ignored.
func (s *Set) walk(dir string, found func(in *layer, file string), passed func(file, why string)) {
	for i := range s.layers {
		in := &s.layers[i]
		entries, _ := fs.ReadDir(in, dir) // a layer without the folder adds nothing
		for _, e := range entries {
			if file := path.Join(dir, e.Name()); file == atlas || file == atlasNames {
				continue // the embedded icons, all in one
			}
			if reason := why(in, dir, e.Name(), endingsOf(dir)); reason != "" {
				passed(in.file(path.Join(dir, e.Name())), reason)
			} else if !s.removed(i, path.Join(dir, regular(e.Name()))) {
				found(in, e.Name())
			}
		}
	}
}

// removed reports whether a layer's file is taken away by a mod above it.
func (s *Set) removed(in int, file string) bool {
	return slices.ContainsFunc(s.layers[:in], func(l layer) bool { return l.mod.removes(file) })
}

func endingsOf(dir string) []string {
	for _, f := range folders {
		if f.dir == dir {
			return f.endings
		}
	}
	return nil
}

// list names the files of a folder in all layers, sorted.
func (s *Set) list(dir string) (names []string) {
	s.walk(dir, func(_ *layer, file string) { names = append(names, regular(file)) }, func(string, string) {})
	slices.SortFunc(names, cmp.Compare[string])
	return slices.Compact(names)
}

// Skipped lists each file that lies where scenarios, lessons, maps or texts do and is passed over, and why.
func (s *Set) Skipped() (all []string) {
	for _, f := range folders {
		s.walk(f.dir, func(*layer, string) {}, func(file, why string) {
			all = append(all, file+" is passed over: "+why)
		})
	}
	return all
}

// read returns the first layer's file of that name, whose ending may be in capitals there.
func (s *Set) read(name string, most int64) ([]byte, error) {
	for i := range s.layers {
		if s.removed(i, name) {
			continue
		}
		if b, err := readFile(&s.layers[i], name, most); !errors.Is(err, errNone) {
			return b, err
		}
	}
	there := ""
	if names := s.list(path.Dir(name)); len(names) > 0 {
		there = "; there are " + strings.Join(names, ", ")
	}
	return nil, fmt.Errorf("%s: there is no such file%s", name, there)
}

// errNone is of a file that a layer has not.
var errNone = fs.ErrNotExist

// readFile reads a layer's file, whose ending may be in capitals there.
func readFile(in *layer, name string, most int64) ([]byte, error) {
	there := in.named(name)
	if there == "" {
		return nil, fmt.Errorf("%s: %w", in.file(name), errNone)
	}
	info, err := fs.Stat(in, there)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: it is no file: put one there", in.file(name))
	case info.Size() > most:
		return nil, fmt.Errorf("%s: %d bytes, and %d are the most", in.file(name), info.Size(), most)
	}
	return fs.ReadFile(in, there)
}

// named is what a layer has a file as, empty if it has not.
func (l *layer) named(file string) string {
	if _, err := fs.Stat(l, file); !errors.Is(err, errNone) {
		return file // also where it cannot be looked at: reading it tells why
	}
	entries, _ := fs.ReadDir(l, path.Dir(file))
	for _, e := range entries {
		if e.Name() != path.Base(file) && regular(e.Name()) == path.Base(file) {
			return path.Join(path.Dir(file), e.Name())
		}
	}
	return ""
}

// place is a file's name as errors tell it: of the layer whose file counts.
func (s *Set) place(name string) string {
	for i := range s.layers {
		if !s.removed(i, name) && s.layers[i].named(name) != "" {
			return s.layers[i].file(name)
		}
	}
	return name
}

// text is read, for what people write.
func (s *Set) text(name string) ([]byte, error) {
	b, err := s.read(name, maxFile)
	if err != nil {
		return nil, err
	}
	if b, err = Plain(b); err != nil {
		return nil, fmt.Errorf("%s:%w", s.place(name), err)
	}
	return b, nil
}

// Plain is text as it would have been written here, whatever system wrote it: without a byte order mark, each line
// ended by a line feed alone. Its error begins with line:column.
func Plain(b []byte) ([]byte, error) {
	if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return nil, errors.New("1:1: the file is written in UTF-16: save it as UTF-8")
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	b = bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	for at := 0; at < len(b); {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size == 1 {
			line := bytes.Count(b[:at], []byte("\n")) + 1
			return nil, fmt.Errorf("%d:%d: byte %#x is no letter in UTF-8: save the file as UTF-8",
				line, at-bytes.LastIndexByte(b[:at], '\n'), b[at])
		}
		at += size
	}
	return b, nil
}
