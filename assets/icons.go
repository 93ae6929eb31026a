package assets

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"path"
	"slices"
	"strings"

	"muster/game"
)

// iconsName is the folder of icons, each a file named after what it is of.
const iconsName = "icons"

// IconSide is the width and height of an icon, in pixels.
const IconSide = 64

// OwnIcons are the icons that were laid over the embedded ones, by what they are of: white on nothing, of IconSide.
func (s *Set) OwnIcons() (map[string]*image.NRGBA, error) {
	all, wrong := map[string]*image.NRGBA{}, faults{}
	files := s.list(iconsName)
	if len(files) > maxIcons {
		return nil, fmt.Errorf("%s: there are %d icons, and %d are the most", s.place(files[0]), len(files), maxIcons)
	}
	left := int64(maxIconsAll)
	for _, file := range files {
		name := strings.TrimSuffix(file, path.Ext(file))
		icon, size, err := s.icon(path.Join(iconsName, file), min(maxIcon, left))
		left -= size
		if wrong.add(err); err == nil {
			all[name] = icon
		}
	}
	return all, wrong.err()
}

// icon reads one that is no larger than most, and tells how large it is.
func (s *Set) icon(file string, most int64) (icon *image.NRGBA, size int64, err error) {
	b, err := s.read(file, most)
	if err != nil {
		return nil, 0, err
	}
	read := readPNG
	if path.Ext(file) == ".svg" {
		read = readSVG
	}
	if icon, err = read(b); err != nil {
		return nil, int64(len(b)), newFault(s.place(file), nil, err)
	}
	return icon, int64(len(b)), nil
}

// readPNG reads an icon from a picture of its size. Only what is opaque counts: the game colours it.
func readPNG(b []byte) (*image.NRGBA, error) {
	cfg, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("it is no PNG that can be read: %w", err)
	}
	if cfg.Width != IconSide || cfg.Height != IconSide {
		return nil, fmt.Errorf("it is %d x %d pixels, and an icon is %d x %d",
			cfg.Width, cfg.Height, IconSide, IconSide)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("it is no PNG that can be read: %w", err)
	}
	return whitened(img)
}

// whitened is a picture's shape in white.
func whitened(img image.Image) (*image.NRGBA, error) {
	icon, shown := image.NewNRGBA(image.Rect(0, 0, IconSide, IconSide)), false
	draw.Draw(icon, icon.Rect, img, img.Bounds().Min, draw.Src)
	for i := 0; i < len(icon.Pix); i += 4 {
		shown = shown || icon.Pix[i+3] >= 128
		copy(icon.Pix[i:], []byte{255, 255, 255})
	}
	if !shown {
		return nil, fmt.Errorf("nothing is to be seen on it: what is drawn must be opaque, on a transparent ground")
	}
	return icon, nil
}

// checkIcons reads all icons that were laid over, and finds those of nothing.
func (s *Set) checkIcons(rules *game.Rules) error {
	wrong := faults{}
	_, err := s.OwnIcons()
	wrong.add(err)
	_, names, err := s.Icons()
	wrong.add(err)
	known := append(kindNames(rules), names...)
	twice := map[string]string{}
	for _, file := range s.list(iconsName) {
		name := strings.TrimSuffix(file, path.Ext(file))
		if !slices.Contains(known, name) {
			wrong.add(newFault(s.place(path.Join(iconsName, file)), nil,
				fmt.Errorf("nothing has an icon %q%s", name, Meant(name, known))))
		}
		if other := twice[name]; other != "" {
			wrong.add(newFault(s.place(path.Join(iconsName, file)), nil,
				fmt.Errorf("%s is an icon of %q too: take one away", s.place(path.Join(iconsName, other)), name)))
		}
		twice[name] = file
	}
	return wrong.err()
}
