package typeface

import (
	"io"
	"log"
	"os"
	"path/filepath"
	"sync"

	"github.com/go-text/typesetting/fontscan"
)

// system is this machine's fonts. Listing them takes seconds at first, and reading one may take as long: nobody who
// draws waits for it.
type system struct {
	mu    sync.Mutex
	tried bool
	fonts *fontscan.FontMap // nil if there are none
	read  map[fontscan.Location]*source
}

// find looks for a font that has a letter and tells of it, unless it was told of before. A font that cannot be read
// counts as none: then there is a box.
func (s *system) find(r rune, found func(*source)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.tried {
		s.tried, s.fonts, s.read = true, list(), map[fontscan.Location]*source{}
	}
	if s.fonts == nil {
		return
	}
	face := s.fonts.ResolveFace(r)
	if face == nil {
		return
	}
	if _, ok := face.NominalGlyph(r); !ok {
		return
	}
	at := s.fonts.FontLocation(face.Font)
	if _, known := s.read[at]; known {
		return
	}
	b, err := os.ReadFile(at.File)
	if err != nil {
		return
	}
	if one, err := read(b, int(at.Index)); err == nil {
		s.read[at] = one
		found(one)
	}
}

// list lists the fonts; what there is is remembered in the user's cache for the next time.
func list() *fontscan.FontMap {
	cache, err := os.UserCacheDir()
	if err == nil {
		cache = filepath.Join(cache, "muster")
		err = os.MkdirAll(cache, 0o755)
	}
	fonts := fontscan.NewFontMap(log.New(io.Discard, "", 0))
	if err != nil || fonts.UseSystemFonts(cache) != nil {
		return nil
	}
	fonts.SetQuery(fontscan.Query{Families: []string{fontscan.SansSerif}})
	return fonts
}
