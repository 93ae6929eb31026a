package battle

import "muster/game"

// Shape is how a kind of unit is drawn. Nothing is told by colour alone.
type Shape int

// The shapes.
const (
	RifleShape Shape = iota
	GunShape
	ScoutShape
	TankShape
	Shapes // how many there are
)

// ShapeOf goes by what a kind does, so that kinds of other rules are drawn sensibly too.
func ShapeOf(k *game.Kind) Shape {
	switch {
	case k.Class != game.Foot:
		return TankShape
	case k.Weapons[0].Burst >= 5:
		return GunShape
	case k.Weapons[0].MoveFire:
		return ScoutShape
	}
	return RifleShape
}

// Size is a shape's diameter on the map, in cells.
func (s Shape) Size() float64 {
	if s == TankShape {
		return 1.6
	}
	return 0.98
}
