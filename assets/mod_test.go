package assets

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// modYAML is a mod.yaml of a name, with more lines behind it.
func modYAML(name, more string) string {
	return fmt.Sprintf("name: %[1]s\nversion: 1.2.0\ntitle: {en: %[1]s, zh: %[1]s}\nlicence: CC0-1.0\n%[2]s",
		name, more)
}

// modAt writes a mod into a folder of its name, and returns where.
func modAt(t *testing.T, name, more string, files map[string]string) string {
	dir := filepath.Join(t.TempDir(), name)
	all := map[string]string{modName: modYAML(name, more)}
	for file, text := range files {
		all[file] = text
	}
	for file, text := range all {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644))
	}
	return dir
}

// said is what a Set with these mods has to complain of, with the mods' folders as their names alone.
func said(t *testing.T, mods ...string) string {
	s, err := Open("", mods...)
	wrong := faults{}
	if err != nil {
		wrong.add(err)
	} else {
		wrong = s.Check()
	}
	var all []string
	for _, err := range wrong {
		text := err.Error()
		for _, mod := range mods {
			text = strings.ReplaceAll(text, filepath.ToSlash(mod), filepath.Base(mod))
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

const sledge = `kinds:
  - {name: sledge, letter: Z, class: foot, hp: 90, size: 130, speed: 2.2, turn: 90, sight: 12, price: 30}
`

// A mod changes one number of one kind, and nothing else of it.
func TestAModChangesOneNumber(t *testing.T) {
	s, err := Open("", modAt(t, "cheap", "", map[string]string{
		"rules.yaml": "kinds:\n  - {name: rifle, price: 12}\n  - {name: tank, armour: {rear: 9}}\n" +
			"terrains:\n  - {name: road, cost: {wheels: 50}}\nworks: {ready: 9}\n",
	}))
	require.NoError(t, err)
	require.Empty(t, s.Check())
	was, err := Embedded().rules()
	require.NoError(t, err)
	now, err := s.rules()
	require.NoError(t, err)
	require.EqualValues(t, 12, now.Kinds[0].Price)
	require.EqualValues(t, 9, now.Kinds[3].Armour[2])
	require.NotEqual(t, was.Works.Ready, now.Works.Ready)
	now.Kinds[0].Price, now.Kinds[3].Armour[2] = was.Kinds[0].Price, was.Kinds[3].Armour[2]
	require.NotEqual(t, was.Terrains[1].Cost, now.Terrains[1].Cost)
	now.Terrains[1].Cost, now.Works.Ready = was.Terrains[1].Cost, was.Works.Ready
	require.Equal(t, was, now)
}

// What is new stands behind what there is, what is removed is gone, and a mod may take away the battles that needed it.
func TestAModAddsAndRemoves(t *testing.T) {
	mod := modAt(t, "snow", "removes: [scenarios/*, lessons/*]\n", map[string]string{
		"rules.yaml": sledge + "  - {name: tank, remove: true}\n",
		"scenarios/ice.yaml": strings.ReplaceAll(bareScenario, "rifle", "sledge") +
			"  - {seat: 1, kind: sledge, count: 1, at: [57, 13], facing: west}\nclock: 60\n",
		"texts/en.yaml":    "kind.sledge: Sledge\nscenario.ice: Ice\n",
		"texts/zh.yaml":    "kind.sledge: 雪橇\nscenario.ice: 冰\n",
		"icons/sledge.svg": `<svg viewBox="0 0 8 8"><path d="M0 6h8v1H0z"/></svg>`,
	})
	require.Empty(t, said(t, mod))
	s, err := Open("", mod)
	require.NoError(t, err)
	require.Equal(t, []string{"ice"}, s.Scenarios())
	require.Empty(t, s.Lessons())
	setup, err := s.Setup("ice")
	require.NoError(t, err)
	names := kindNames(&setup.Rules)
	require.NotContains(t, names, "tank")
	require.Equal(t, "sledge", names[len(names)-1])
	zh, err := s.Words("zh")
	require.NoError(t, err)
	require.Equal(t, "雪橇", zh["kind.sledge"])
	icons, err := s.OwnIcons()
	require.NoError(t, err)
	require.EqualValues(t, 255, icons["sledge"].NRGBAAt(32, 52).A)
	require.Zero(t, icons["sledge"].NRGBAAt(32, 20).A)
}

// Each mistake is told at its line of the file of the mod that makes it, all at once.
func TestMistakesOfModsAreToldAtTheirLines(t *testing.T) {
	mod := modAt(t, "slips", "", map[string]string{
		"rules.yaml": "kinds:\n  - {name: rifel, price: 12}\n  - {name: rifle, prise: 12}\n" +
			"  - {name: tank, hp: 500}\n  - {name: medic, class: foots}\n" +
			"  - {name: jeep, remove: true}\n  - {price: 3}\n",
		"texts/en.yaml":   "kind.rifel: Rifle\n",
		"commanders.yaml": "levels:\n  - {name: elite, reaction: 99}\n",
		"scenaros/x.yaml": "map: duel.txt\n",
	})
	require.Equal(t, strings.Join([]string{
		`slips/commanders.yaml:2:29: levels[3]: reaction: 99 is out of range (0 to 60)`,
		`slips/rules.yaml:2:6: there is no "rifel" to change (did you mean "rifle"?); ` +
			`a new one needs letter, class, hp, size, speed, turn, sight, too`,
		`slips/rules.yaml:3:19: unknown field "prise" (did you mean "price"?)`,
		`slips/rules.yaml:4:22: kinds[3].hp: 500 is no whole number from 0 to 255`,
		`slips/rules.yaml:5:26: kinds[7] "medic": class: movement class "foots" does not exist (did you mean "foot"?); ` +
			`there are foot, wheels, tracks`,
		`slips/rules.yaml:6:6: kinds: there is no "jeep" to remove`,
		`slips/rules.yaml:7:6: kinds: what changes here, or goes? expected name: NAME with what changes, or with remove: true`,
		`slips/scenaros: nothing is read from here (did you mean "scenarios"?)`,
	}, "\n"), said(t, mod))
	require.Contains(t, said(t, modAt(t, "dark", "", map[string]string{"icons/rifel.png": "x"})),
		`dark/icons/rifel.png:1:1: nothing has an icon "rifel" (did you mean "rifle"?)`)
}

func TestModsComeBehindThoseThatTheyNeed(t *testing.T) {
	price := func(n int) map[string]string {
		return map[string]string{"rules.yaml": fmt.Sprintf("kinds:\n  - {name: rifle, price: %d}\n", n)}
	}
	base, late := modAt(t, "base", "", price(5)), modAt(t, "late", "needs: {base: '>=1.1 <2'}\n", price(7))
	s, err := Open("", late, base)
	require.NoError(t, err)
	require.Equal(t, []string{"base", "late"}, []string{s.Mods()[0].Name, s.Mods()[1].Name})
	r, err := s.rules()
	require.NoError(t, err)
	require.EqualValues(t, 7, r.Kinds[0].Price)

	require.Equal(t, `late/mod.yaml:5:15: the mod "base" is needed and not there: add --mod with it`, said(t, late))
	require.Equal(t, `far/mod.yaml:5:15: the mod "base" is needed in a version >=2, and base is 1.2.0`,
		said(t, base, modAt(t, "far", "needs: {base: '>=2'}\n", nil)))
	require.Contains(t, said(t, modAt(t, "a", "needs: {b: any}\n", nil), modAt(t, "b", "after: [a]\n", nil)),
		": mods come behind each other in a circle: ")
	require.Contains(t, said(t, base, modAt(t, "base", "", nil)), `base/mod.yaml:1:1: `)
	require.Equal(t, `odd/mod.yaml:5:15: needs.base: "~1" is no version: expected any, or such as >=1.2 <2`,
		said(t, modAt(t, "odd", "needs: {base: '~1'}\n", nil)))
	require.Equal(t, `gone/mod.yaml:5:11: there is no scenarios/dual.yaml to take away (did you mean "scenarios/duel.yaml"?)`,
		said(t, modAt(t, "gone", "removes: [scenarios/dual.yaml]\n", nil)))
}

// Two mods that know nothing of each other may not say different things of one; the same, they may.
func TestModsThatContradictEachOtherAreToldWhere(t *testing.T) {
	mod := func(name, more, price string) string {
		return modAt(t, name, more, map[string]string{
			"rules.yaml":    "kinds:\n  - name: rifle\n    price: " + price + "\n",
			"texts/en.yaml": "kind.rifle: Rifle " + price + "\n", "texts/zh.yaml": "kind.rifle: 步枪\n",
		})
	}
	a, b := mod("a", "", "7"), mod("b", "", "8")
	const way = ": have one of the two mods name the other in after, or leave one out"
	require.Equal(t, `b/texts/en.yaml:1:1: text "kind.rifle": the mod "a" says something else in a/texts/en.yaml`+way,
		said(t, a, b))
	require.NoError(t, os.Remove(filepath.Join(b, "texts/en.yaml")))
	require.NoError(t, os.Remove(filepath.Join(b, "texts/zh.yaml")))
	require.Equal(t, `b/rules.yaml:3:12: kinds.rifle.price: the mod "a" says something else in a/rules.yaml:3`+way, said(t, a, b))
	require.Empty(t, said(t, a, mod("c", "", "7")))
	require.Empty(t, said(t, a, mod("d", "after: [a]\n", "9")))
	require.Contains(t, said(t, a, modAt(t, "e", "removes: [scenarios/*, lessons/*]\n", map[string]string{
		"rules.yaml": "kinds:\n  - {name: rifle, remove: true}\n",
	})), `kinds.rifle: the mod "a" says something else in a/rules.yaml:3`)
}

// A zip of a mod is the mod, and packing it gives the same bytes wherever it is done.
func TestAModIsPackedToTheSameBytes(t *testing.T) {
	mod := modAt(t, "snow", "", map[string]string{"rules.yaml": sledge, ".git/x": "x", "rules.yaml~": "x"})
	s, err := Open("", mod)
	require.NoError(t, err)
	one := s.Mods()[0]
	file := filepath.Join(t.TempDir(), "snow.zip")
	require.NoError(t, os.WriteFile(file, one.Packed, 0o600))
	require.NoError(t, os.Chtimes(filepath.Join(mod, modName), sometime, sometime))
	s, err = Open(file)
	require.NoError(t, err)
	require.Equal(t, one.Hash, s.Mods()[0].Hash)
	require.Equal(t, one.Packed, s.Mods()[0].Packed)
	r, err := zip.NewReader(bytes.NewReader(one.Packed), int64(len(one.Packed)))
	require.NoError(t, err)
	require.Len(t, r.File, 2, "what systems leave beside files is not packed")
}

var sometime = time.Unix(1_000_000_000, 0)

func pngOf(t *testing.T, w, h int) []byte {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))))
	return b.Bytes()
}

// zipOf is a zip with these files in it, as a hostile person would make it.
func zipOf(t *testing.T, add func(*zip.Writer)) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(modName)
	require.NoError(t, err)
	_, err = f.Write([]byte(modYAML("bad", "")))
	require.NoError(t, err)
	add(w)
	require.NoError(t, w.Close())
	file := filepath.Join(t.TempDir(), "bad.zip")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	return file
}

func TestHostileZipsAreRefused(t *testing.T) {
	put := func(w *zip.Writer, name string, mode fs.FileMode, b []byte) {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		h.SetMode(mode)
		f, err := w.CreateHeader(h)
		require.NoError(t, err)
		_, err = f.Write(b)
		require.NoError(t, err)
	}
	for want, add := range map[string]func(*zip.Writer){
		`"../x.yaml" is no name`:   func(w *zip.Writer) { put(w, "../x.yaml", 0o644, nil) },
		`"/etc/passwd" is no name`: func(w *zip.Writer) { put(w, "/etc/passwd", 0o644, nil) },
		`"maps\\x.txt" is no name`: func(w *zip.Writer) { put(w, `maps\x.txt`, 0o644, nil) },
		`"C:/x.txt" is no name`:    func(w *zip.Writer) { put(w, `C:/x.txt`, 0o644, nil) },
		`is no file (L`:            func(w *zip.Writer) { put(w, "maps/x.txt", 0o777|fs.ModeSymlink, []byte("/etc/passwd")) },
		`is there twice, as "maps/A.txt" too`: func(w *zip.Writer) {
			put(w, "maps/A.txt", 0o644, nil)
			put(w, "maps/a.txt", 0o644, nil)
		},
		`and 2097152 are the most`: func(w *zip.Writer) { put(w, "maps/x.txt", 0o644, make([]byte, 3<<20)) },
		`more than 16777216 bytes`: func(w *zip.Writer) {
			for i := range 9 {
				put(w, fmt.Sprintf("maps/%d.txt", i), 0o644, make([]byte, 2<<20))
			}
		},
		`more than 2000 files`: func(w *zip.Writer) {
			for i := range 100_000 {
				put(w, fmt.Sprintf("maps/%d.txt", i), 0o644, nil)
			}
		},
	} {
		_, err := Open("", zipOf(t, add))
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "open mod ")
	}
}

// What lies beside a packed folder would take the place of what is in it, and a folder with a mod of its own in a mod
// would take the place of the mod.
func TestAZipHasOneMod(t *testing.T) {
	text := []byte(modYAML("outer", ""))
	in := func(names ...string) ([]modEntry, error) {
		return zipFiles(pack(filesOf(names, text)))
	}
	_, err := in("rules.yaml", "x/mod.yaml", "x/rules.yaml")
	require.ErrorContains(t, err, `"rules.yaml" lies beside x/`)
	files, err := in("__MACOSX/x/._mod.yaml", ".DS_Store", "x/mod.yaml", "x/rules.yaml")
	require.NoError(t, err)
	require.Len(t, files, 2)
	files, err = in("a/mod.yaml", "mod.yaml", "rules.yaml")
	require.NoError(t, err)
	require.Equal(t, "a/mod.yaml", files[0].name)
	require.Equal(t, modName, files[1].name)
}

func filesOf(names []string, b []byte) (files []modEntry) {
	for _, name := range names {
		files = append(files, modEntry{name, b})
	}
	return files
}

// A zip that says that a file is small, and unpacks to much, is caught at what it said.
func TestAZipThatLiesAboutASizeIsRefused(t *testing.T) {
	file := zipOf(t, func(w *zip.Writer) {
		f, err := w.Create("maps/bomb.txt")
		require.NoError(t, err)
		_, err = f.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	})
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	size := []byte{0, 0, 0x10, 0} // a MiB, little endian
	require.GreaterOrEqual(t, bytes.Count(b, size), 1)
	require.NoError(t, os.WriteFile(file, bytes.ReplaceAll(b, size, []byte{9, 0, 0, 0}), 0o600))
	_, err = Open("", file)
	require.ErrorContains(t, err, "bomb.txt")
}

func TestALinkInAFolderIsRefused(t *testing.T) {
	mod := modAt(t, "linked", "", nil)
	if err := os.Symlink("/etc/passwd", filepath.Join(mod, "LICENSE")); err != nil {
		t.Skip("no links here")
	}
	require.Contains(t, said(t, mod), `"LICENSE" is no file (L`)
}

func TestAbsurdIconsAreRefused(t *testing.T) {
	for want, svg := range map[string]string{
		"it defines entities":                 `<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg viewBox="0 0 8 8"/>`,
		"it has <script>":                     `<svg viewBox="0 0 8 8"><script>x</script></svg>`,
		"it has <image>":                      `<svg viewBox="0 0 8 8"><image href="/etc/passwd"/></svg>`,
		"<path>: d: its numbers lead too far": `<svg viewBox="0 0 8 8"><path d="M0 0L1e30 0"/></svg>`,
		"its viewBox is":                      `<svg viewBox="0 0 0 8"><path d="M0 0h1"/></svg>`,
		"nothing is to be seen":               `<svg viewBox="0 0 8 8"></svg>`,
		"more than 400 elements":              `<svg viewBox="0 0 8 8">` + strings.Repeat("<g>", 500),
		"<g>: transform: its numbers lead too far": `<svg viewBox="0 0 8 8">` +
			strings.Repeat(`<g transform="scale(64)">`, 15) + strings.Repeat(`</g>`, 15) + `</svg>`,
		"lead too far for an icon": `<svg viewBox="0 0 8 8"><path d="M0 0` + strings.Repeat("l8000 0", 4000) + `"/></svg>`,
		"it is no SVG that can be": "<svg",
	} {
		_, err := readSVG([]byte(svg))
		require.ErrorContains(t, err, want)
	}
	_, err := readPNG(pngOf(t, 4000, 4000))
	require.ErrorContains(t, err, "it is 4000 x 4000 pixels, and an icon is 64 x 64")
}

// What players see and read of a mod is its texts and icons alone.
// The library goes by names without their case or their namespace, reads numbers of all kinds that Go has, and looks
// into styles: what takes long is found there, too.
func TestIconsThatTakeLongAreFoundHoweverTheyAreWritten(t *testing.T) {
	for svg, want := range map[string]string{
		`<path xmlns:d="M0 0L1e7 1e7z"/>`:                                 "an icon has none",
		`<g xmlns:transform="scale(9,9)"/>`:                               "an icon has none",
		`<path d="M0 0h1" style="stroke:red;stroke-dasharray:0.02"/>`:     "an icon has none",
		`<path d="M0 0h1" STROKE-DASHARRAY="0.02"/>`:                      "an icon has none",
		`<g transform="scale (9,9)"/>`:                                    "lead too far",
		`<g transform="SCALE(9,9)"/>`:                                     "lead too far",
		`<g style="Transform: scale(9,9)"/>`:                              "lead too far",
		`<g style="transform:rotate(1)rotate(1)rotate(1)rotate(1)"/>`:     "it is too long",
		`<g transform="skewX(89.9)"/>`:                                    "it is too long, or has a matrix or skews",
		`<circle r="0x1p20"/>`:                                            "lead too far",
		`<circle r="Inf"/>`:                                               "lead too far",
		`<circle r="3" stroke-width="0x1p20"/>`:                           "lead too far",
		`<path d="M0 0` + strings.Repeat("a9 9 0 1 1 9 9", 1001) + `"/>`:  "more than 1000 arcs",
		`<path d="M0 0a` + strings.Repeat(" 9 9 0 1 1 9 9", 1001) + `"/>`: "more than 1000 arcs",
	} {
		_, err := readSVG([]byte(`<svg viewBox="0 0 8 8">` + svg + `</svg>`))
		require.ErrorContains(t, err, want, svg)
	}
	_, err := readSVG([]byte(`<svg viewBox="0 0 24 24" xmlns="http://www.w3.org/2000/svg"
		xmlns:xlink="http://www.w3.org/1999/xlink"
		version="1.1" aria-label="infantry"><path d="M0 6h8v9H0z" style="fill:#000;stroke-width:1.5"/></svg>`))
	require.NoError(t, err)
}

func TestAllIconsOfAModAreBounded(t *testing.T) {
	files := []modEntry{{modName, []byte(modYAML("many", ""))}}
	for i := range 20 {
		svg := `<svg viewBox="0 0 8 8"><title>` + strings.Repeat("x", maxIcon-200) + `</title><path d="M0 6h8v1H0z"/></svg>`
		files = append(files, modEntry{fmt.Sprintf("icons/i%02d.svg", i), []byte(svg)})
	}
	l, err := layMod(files, "many")
	require.NoError(t, err)
	_, err = (&Set{[]layer{l, {FS: embedded}}}).OwnIcons()
	require.ErrorContains(t, err, "icons/i16.svg")
	require.NotContains(t, err.Error(), "icons/i15.svg")
}

func TestWhatIsSeenAndReadOfAMod(t *testing.T) {
	mod := modAt(t, "snow", "", map[string]string{
		"rules.yaml": sledge, "texts/en.yaml": "kind.sledge: Sledge\n", "texts/zh.yaml": "kind.sledge: 雪橇\n",
		"icons/sledge.svg": `<svg viewBox="0 0 8 8"><path d="M0 6h8v1H0z"/></svg>`,
	})
	s, err := Open("", mod)
	require.NoError(t, err)
	look, err := s.Look()
	require.NoError(t, err)
	require.Equal(t, map[string]map[string]string{
		"en": {"kind.sledge": "Sledge"}, "zh": {"kind.sledge": "雪橇"},
	}, look.Words)
	require.Len(t, look.Icons, 1)
	none, err := Embedded().Look()
	require.NoError(t, err)
	require.Empty(t, none.Words["en"])
	require.Empty(t, none.Icons)
}
