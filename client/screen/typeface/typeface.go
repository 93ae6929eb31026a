// Package typeface finds a font for every letter: the game's own, else one of this machine's, else a box is drawn.
package typeface

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"golang.org/x/text/unicode/bidi"
)

// Limits, each with its reason.
const (
	maxTexts  = 4096 // remembered, as many as the canvas remembers widths of; then it begins anew
	maxSought = 512  // letters looked for among the machine's fonts, a goroutine each; further ones are boxes
)

// box stands for a letter that no font has.
const box = '□'

// Faces writes texts. It belongs to the goroutine that draws.
type Faces struct {
	own    []*source // the first has nearly every letter, and decides where a line's letters stand
	sought map[rune]bool
	search func(r rune, found func(*source)) // nil for none
	others atomic.Pointer[[]*source]         // of this machine, as they were found

	plain map[string]bool // texts for which the first font is enough
	mixed map[sized]Text
	with  *[]*source // the others that mixed was made with
	sizes map[float64]*text.GoTextFace
}

// source is one font.
type source struct {
	face    *text.GoTextFaceSource
	letters *font.Face
}

func (s *source) has(r rune) bool {
	_, ok := s.letters.NominalGlyph(r)
	return ok
}

type sized struct {
	text string
	size float64
}

// Text is a text as it is drawn.
type Text struct {
	Shown string
	Face  text.Face
	Down  float64 // how far below its place it must be drawn, so that its letters stand where the first font's would
	Runs  []Run   // to be drawn instead, where some of it is written from right to left
}

// Run is a part of a text that is written in one direction.
type Run struct {
	Text
	At        float64 // of its left end, behind that of the whole
	FromRight bool
}

// Wide is how wide the text is drawn.
func (t *Text) Wide() float64 {
	n := len(t.Runs)
	switch {
	case n > 0:
		return t.Runs[n-1].At + t.Runs[n-1].Wide()
	case t.Face == nil:
		return 0
	}
	return text.Advance(t.Shown, t.Face)
}

// New makes faces of the game's own fonts, as files. Where machine is given, letters that they lack are looked for in
// the fonts of this machine, by goroutines that machine starts. breathe is called after each file.
func New(machine func(func()), breathe func(), files ...[]byte) (*Faces, error) {
	f := &Faces{
		sought: map[rune]bool{}, plain: map[string]bool{}, mixed: map[sized]Text{},
		sizes: map[float64]*text.GoTextFace{},
	}
	for _, b := range files {
		s, err := read(b, 0)
		if err != nil {
			return nil, fmt.Errorf("read a font: %w", err)
		}
		f.own = append(f.own, s)
		breathe()
	}
	f.others.Store(&[]*source{})
	if machine != nil {
		m := &system{}
		f.search = func(r rune, found func(*source)) { machine(func() { m.find(r, found) }) }
	}
	return f, nil
}

// read reads a font's file, or one of those that a collection holds.
func read(b []byte, index int) (*source, error) {
	face, err := text.NewGoTextFaceSource(bytes.NewReader(b))
	if err != nil {
		all, bad := text.NewGoTextFaceSourcesFromCollection(bytes.NewReader(b))
		if bad != nil || index >= len(all) {
			return nil, errors.Join(err, bad)
		}
		face = all[index]
	}
	letters, ok := face.UnsafeInternal().(*font.Face)
	if !ok {
		return nil, fmt.Errorf("a font is kept as a %T now", face.UnsafeInternal())
	}
	return &source{face, letters}, nil
}

// Of is how a text is drawn in a size, in pixels.
func (f *Faces) Of(s string, size float64) Text {
	if f.isPlain(s) {
		return Text{Shown: s, Face: f.first(size)}
	}
	if others := f.others.Load(); others != f.with || len(f.mixed) >= maxTexts {
		clear(f.mixed)
		f.with = others
	}
	t, ok := f.mixed[sized{s, size}]
	if !ok {
		t = f.mix(s, size)
		f.mixed[sized{s, size}] = t
	}
	return t
}

// Found is how many fonts of this machine were found: with another one Of may say something else than before.
func (f *Faces) Found() int { return len(*f.others.Load()) }

func (f *Faces) isPlain(s string) bool {
	plain, ok := f.plain[s]
	if !ok {
		if len(f.plain) >= maxTexts {
			clear(f.plain)
		}
		plain = strings.IndexFunc(s, func(r rune) bool { return !f.own[0].has(r) }) < 0
		f.plain[s] = plain
	}
	return plain
}

func (f *Faces) first(size float64) *text.GoTextFace {
	if f.sizes[size] == nil {
		f.sizes[size] = &text.GoTextFace{Source: f.own[0].face, Size: size}
	}
	return f.sizes[size]
}

// mix puts a text together of several fonts, and of parts where not all of it is written from left to right.
func (f *Faces) mix(s string, size float64) Text {
	if !strings.ContainsFunc(s, fromRight) {
		return f.fromLeft(s, size)
	}
	var p bidi.Paragraph
	_, _ = p.SetString(s) // the same error comes of Order
	order, err := p.Order()
	if err != nil {
		return f.fromLeft(s, size)
	}
	var t Text
	for i := range order.NumRuns() {
		part := order.Run(i)
		run := Run{Text: f.fromLeft(part.String(), size), At: t.Wide()}
		if part.Direction() == bidi.RightToLeft {
			run.FromRight = f.turn(&run.Text, size)
		}
		t.Runs = append(t.Runs, run)
	}
	return t
}

// fromRight reports whether a letter is of a script that is written from right to left.
func fromRight(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// turn has a text written from right to left, which one font alone can do: it joins and orders the letters.
func (f *Faces) turn(t *Text, size float64) bool {
	for _, one := range *f.with {
		if strings.IndexFunc(t.Shown, func(r rune) bool { return !one.has(r) }) < 0 {
			face := &text.GoTextFace{Source: one.face, Size: size, Direction: text.DirectionRightToLeft}
			t.Face, t.Down = face, f.down(face, size)
			return true
		}
	}
	return false
}

// down is how far below its place a face must be drawn.
func (f *Faces) down(face text.Face, size float64) float64 {
	first, m := f.first(size).Metrics(), face.Metrics()
	return (first.HAscent - first.HDescent - m.HAscent + m.HDescent) / 2
}

// fromLeft puts a text together that is written from left to right.
func (f *Faces) fromLeft(s string, size float64) Text {
	all := append(f.own[:len(f.own):len(f.own)], *f.with...)
	shown := strings.Map(func(r rune) rune {
		for _, one := range all {
			if one.has(r) {
				return r
			}
		}
		f.seek(r)
		if unicode.Is(unicode.Variation_Selector, r) {
			return -1 // says how the letter before it is drawn, where a font can
		}
		return box
	}, s)
	faces := make([]text.Face, len(all))
	for i, one := range all {
		faces[i] = &text.GoTextFace{Source: one.face, Size: size}
	}
	many, err := text.NewMultiFace(faces...)
	if err != nil {
		return Text{Shown: shown, Face: f.first(size)} // never: they all run from left to right
	}
	return Text{Shown: shown, Face: many, Down: f.down(many, size)}
}

// seek has a letter looked for, once.
func (f *Faces) seek(r rune) {
	if f.search == nil || f.sought[r] || len(f.sought) >= maxSought {
		return
	}
	f.sought[r] = true
	f.search(r, func(s *source) {
		for {
			old := f.others.Load()
			next := append((*old)[:len(*old):len(*old)], s)
			if f.others.CompareAndSwap(old, &next) {
				return
			}
		}
	})
}
