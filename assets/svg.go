//go:build !js

// Browsers are sent icons as PNG: what draws SVG is large, and stays out of the page.

package assets

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// drawn are the elements of SVG that an icon may have: shapes, and what holds them.
var drawn = []string{
	"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "desc", "metadata",
}

// readSVG draws an icon. What could take long, read other files or hold scripts is refused before the library sees it;
// where that panics the file is to blame.
func readSVG(b []byte) (icon *image.NRGBA, err error) {
	far, err := plainSVG(b)
	if err != nil {
		return nil, err
	}
	defer func() {
		if wrong := recover(); wrong != nil {
			icon, err = nil, fmt.Errorf("it is no SVG that can be drawn (%v)", wrong)
		}
	}()
	svg, err := oksvg.ReadReplacingCurrentColor(bytes.NewReader(b), "#ffffff", oksvg.IgnoreErrorMode)
	if err != nil {
		return nil, fmt.Errorf("it is no SVG that can be drawn: %w", err)
	}
	w, h := svg.ViewBox.W, svg.ViewBox.H
	if !(w >= 1 && h >= 1 && max(w, h) <= mostSVG && max(w, h) <= 64*min(w, h)) {
		return nil, fmt.Errorf("its viewBox is %v x %v: expected 1 to %d, such as 0 0 512 512", w, h, int(mostSVG))
	}
	if far.most > 16*max(w, h) {
		return nil, errFar
	}
	scale := (IconSide - 6) / max(w, h)
	svg.SetTarget((IconSide-w*scale)/2, (IconSide-h*scale)/2, w*scale, h*scale)
	img := image.NewRGBA(image.Rect(0, 0, IconSide, IconSide))
	svg.Draw(rasterx.NewDasher(IconSide, IconSide, rasterx.NewScannerGV(IconSide, IconSide, img, img.Rect)), 1)
	return whitened(img)
}

var (
	svgNumber = regexp.MustCompile(`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`)
	// numbers that only the library reads as such
	svgOddNumber = regexp.MustCompile(`0x|inf|nan|_`)
	svgArcs      = regexp.MustCompile(`a[^a-df-z]*`)
	// what the library reads of an element, in small letters. It looks at no namespace, not even at xmlns.
	svgRead = regexp.MustCompile(`^(d|points|transform|style|viewbox|width|height|[cr]?[xyr]|[xy][12]|` +
		`(stroke|fill)(-.*)?|opacity)$`)
)

// extent is how far the numbers of an SVG lead.
type extent struct {
	most, all float64 // the largest one, and all of them together
	larger    float64 // by how much all that enlarge do so together
	arcs      int     // of paths
}

var svgScale = regexp.MustCompile(`scale[^(]*\([^)]*`)

// plainSVG refuses what no icon has, and says how far its numbers lead.
func plainSVG(b []byte) (x extent, err error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	elements, depth := 0, 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return x, nil
		}
		if err != nil {
			return x, fmt.Errorf("it is no SVG that can be read: %w", err)
		}
		switch t := t.(type) {
		case xml.Directive:
			if !bytes.HasPrefix(t, []byte("DOCTYPE svg")) || bytes.ContainsAny(t, "[<") {
				return x, errors.New("it defines entities: take them out")
			}
		case xml.EndElement:
			depth--
		case xml.StartElement:
			elements, depth = elements+1, depth+1
			if elements > maxElements || depth > maxNested {
				return x, fmt.Errorf("it has more than %d elements, or more than %d in each other",
					maxElements, maxNested)
			}
			if !slices.Contains(drawn, t.Name.Local) {
				return x, fmt.Errorf("it has <%s>, and an icon has shapes alone: %s",
					t.Name.Local, strings.Join(drawn, ", "))
			}
			for _, a := range t.Attr {
				if err := x.attribute(a); err != nil {
					return x, fmt.Errorf("<%s>: %s: %w", t.Name.Local, a.Name.Local, err)
				}
			}
		}
	}
}

var errFar = errors.New("its numbers lead too far for an icon")

// attribute looks at an attribute, by the name that the library goes by.
func (x *extent) attribute(a xml.Attr) error {
	name := strings.ToLower(a.Name.Local)
	switch {
	case strings.HasPrefix(name, "on"), a.Name.Space == "xmlns" && svgRead.MatchString(name):
		return errors.New("an icon has none")
	case name == "style":
		for pair := range strings.SplitSeq(a.Value, ";") {
			key, value, _ := strings.Cut(pair, ":")
			if err := x.measure(strings.TrimSpace(strings.ToLower(key)), value); err != nil {
				return err
			}
		}
		return nil
	}
	return x.measure(name, a.Value)
}

// measure counts in what the library reads; it passes over all else.
func (x *extent) measure(name, value string) error {
	small := strings.ToLower(value)
	switch {
	case strings.Contains(small, "url(") || strings.HasPrefix(name, "stroke-dash"):
		return errors.New("an icon has none")
	case !svgRead.MatchString(name):
		return nil
	case name == "transform" && (strings.Count(small, "(") > 3 ||
		strings.Contains(small, "matrix") || strings.Contains(small, "skew")):
		return errors.New("it is too long, or has a matrix or skews: have the editor write plain paths")
	case svgOddNumber.MatchString(small):
		return errFar
	}
	if name == "d" {
		for _, arcs := range svgArcs.FindAllString(small, -1) {
			x.arcs += 1 + len(svgNumber.FindAllStringIndex(arcs, -1))/7
		}
		if x.arcs > maxArcs {
			return fmt.Errorf("it has more than %d arcs", maxArcs)
		}
	}
	for _, text := range svgNumber.FindAllString(small, -1) {
		n, err := strconv.ParseFloat(text, 64)
		n = math.Abs(n)
		x.all += n
		if name != "viewbox" {
			x.most = max(x.most, n)
		}
		if err != nil || n > mostSVG || x.all > farthest {
			return errFar
		}
	}
	for _, scale := range svgScale.FindAllString(small, -1) {
		for _, text := range svgNumber.FindAllString(scale, -1) {
			n, _ := strconv.ParseFloat(text, 64)
			if x.larger = max(x.larger, 1) * max(math.Abs(n), 1); x.larger > mostLarger {
				return errFar
			}
		}
	}
	return nil
}
