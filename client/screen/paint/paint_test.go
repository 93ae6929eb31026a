package paint

import (
	"image"
	"image/png"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

func TestTerrainsAreToldApart(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	found := map[string]Look{}
	for i := range s.Rules.Terrains {
		found[s.Rules.Terrains[i].Name] = LookOf(&s.Rules.Terrains[i])
	}
	require.Equal(t, map[string]Look{
		"open": Grass, "road": Road, "forest": Forest, "rough": Rough, "water": Water, "wall": Wall, "swamp": Swamp,
		"shallow": Shallow,
		"bridge":  Bridge, "low_wall": LowWall, "building": Building, "rubble": Rubble, "sandbags": Sandbags,
	}, found)
}

// Pictures of maps, to be looked at: of all of them where somebody wants to.
func TestEveryMapIsPainted(t *testing.T) {
	names := []string{"village"}
	if os.Getenv("MUSTER_PICTURES") != "" {
		names = assets.Embedded().Scenarios()
	}
	for _, name := range names {
		s, err := assets.Embedded().Setup(name)
		require.NoError(t, err)
		img, px := Ground(s, func() {})
		require.Equal(t, int(s.Map.W)*px, img.Rect.Dx())
		keep(t, name+".png", img)
	}
}

// The middle of a cell shows its own terrain, however soft the edges are: water is bluish, roads are light, walls grey.
func TestTheGroundShowsWhatEachCellIs(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	img, px := Ground(s, func() {})
	require.Equal(t, int(s.Map.W)*px, img.Rect.Dx())
	wrong := 0
	for i, code := range s.Map.Cells {
		x, y := (i%int(s.Map.W))*px+px/2, (i/int(s.Map.W))*px+px/2
		c := img.RGBAAt(x, y)
		blue, light := int(c.B) > int(c.R)+15, int(c.R)+int(c.G) > 240
		switch LookOf(&s.Rules.Terrains[code]) {
		case Water:
			wrong += btoi(!blue)
		case Road:
			wrong += btoi(blue || !light)
		default:
			wrong += btoi(blue)
		}
	}
	require.Less(t, wrong, len(s.Map.Cells)/40, "edges may lie in nature's way, not more")
	keep(t, "ground.png", img)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestHugeMapsStayWithinWhatGraphicsCardsTake(t *testing.T) {
	s := &game.Setup{
		Map: game.Map{W: 640, H: 300, Cells: make([]uint8, 640*300)}, Rules: game.Rules{Terrains: []game.Terrain{{}}},
	}
	img, px := Ground(s, func() {})
	require.LessOrEqual(t, img.Rect.Dx(), Largest)
	require.Equal(t, 3, px)
}

func TestSpritesDifferInShapeAlone(t *testing.T) {
	sheet := image.NewRGBA(image.Rect(0, 0, SpriteSize*int(Sprites), SpriteSize))
	solid := map[int]Sprite{}
	for s := range Sprites {
		img := s.Draw()
		n := 0
		for i := 3; i < len(img.Pix); i += 4 {
			if img.Pix[i] > 128 {
				n++
			}
			require.LessOrEqual(t, img.Pix[i-1], img.Pix[i], "colours are premultiplied")
		}
		require.NotContains(t, solid, n, "%d and %d cover the same", s, solid[n])
		solid[n] = s
		require.Zero(t, img.RGBAAt(0, 0).A, "nothing is cut off at the corner")
		for y := range SpriteSize {
			copy(sheet.Pix[sheet.PixOffset(int(s)*SpriteSize, y):],
				img.Pix[img.PixOffset(0, y):img.PixOffset(0, y)+4*SpriteSize])
		}
	}
	keep(t, "sprites.png", sheet)
}

func TestFogLiftsAndWhatWasSeenStaysLighter(t *testing.T) {
	s := NewFogMask(&game.Map{W: 6, H: 1, Cells: []uint8{0, 0, 0, 1, 1, 0}}, []game.Terrain{{}, {BlocksSight: true}})
	f := &game.Fog{W: 6, H: 1, Visible: []bool{true, false, true, false, false, false}}
	for range 30 {
		s.Lift(f)
	}
	require.EqualValues(t, 0, s.Pix[3])
	require.EqualValues(t, unknown, s.Pix[7])
	require.EqualValues(t, 0, s.Pix[4*3+3], "a wall beside what is seen is seen")
	require.EqualValues(t, 0, s.Pix[4*4+3], "to some depth")
	require.EqualValues(t, unknown, s.Pix[4*5+3], "but not what lies behind it")
	f.Visible[0] = false
	before := s.Pix[3]
	s.Lift(f)
	require.Greater(t, s.Pix[3], before)
	for range 30 {
		s.Lift(f)
	}
	require.EqualValues(t, known, s.Pix[3])
}

// keep writes a picture to be looked at, where MUSTER_PICTURES says so.
func keep(t *testing.T, name string, img image.Image) {
	dir := os.Getenv("MUSTER_PICTURES")
	if dir == "" {
		return
	}
	f, err := os.Create(dir + "/" + name)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, png.Encode(f, img))
}

// What a player waits for who presses play at once: the title begins to paint the ground of the battle that is chosen.
func BenchmarkGround(b *testing.B) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(b, err)
	for b.Loop() {
		Ground(s, func() {})
	}
}
