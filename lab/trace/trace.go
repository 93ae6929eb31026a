// Package trace reads recorded views of a match: what the view codec is measured with, and learned from.
package trace

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"muster/game"
)

// maxTrace bounds an unpacked trace: an hour of a thousand units.
const maxTrace = 1 << 30

// Read reads recorded views in the format MVT1: gzip of (little-endian) magic "MVT1", u16 units, u32 ticks, u16 hz;
// for each tick 13 bytes a unit (u16 id, u8 kind, team, u16 x, y, u8 facing, hp, suppression, ammo, flags), u16
// combat events, each u8 kind from 1, u16 source, u16 target. The views are for All.
func Read(r io.Reader) ([]*game.View, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("read trace: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(z, maxTrace))
	if err != nil {
		return nil, fmt.Errorf("read trace: %w", err)
	}
	if len(b) < 12 || !bytes.HasPrefix(b, []byte("MVT1")) {
		return nil, errors.New("read trace: it does not begin with MVT1")
	}
	units, ticks := int(binary.LittleEndian.Uint16(b[4:])), int(binary.LittleEndian.Uint32(b[6:]))
	t := &tracer{b: b[12:]}
	var views []*game.View
	for n := 0; n < ticks && !t.short; n++ {
		views = append(views, t.view(game.Tick(n+1), units))
	}
	if t.short || len(t.b) > 0 {
		return nil, fmt.Errorf("read trace: %d ticks of %d units do not fill the file, or do not fit in it",
			ticks, units)
	}
	return views, nil
}

type tracer struct {
	b     []byte
	short bool
}

func (t *tracer) next(n int) []byte {
	if len(t.b) < n {
		t.short = true
		return make([]byte, n)
	}
	b := t.b[:n]
	t.b = t.b[n:]
	return b
}

func (t *tracer) view(tick game.Tick, units int) *game.View {
	v := &game.View{Tick: tick, Audience: game.All}
	u16 := binary.LittleEndian.Uint16
	for range units {
		b := t.next(13)
		v.Units = append(v.Units, game.UnitView{
			ID: u16(b), Kind: b[2], Team: b[3], X: u16(b[4:]), Y: u16(b[6:]), Facing: b[8], HP: b[9],
			Suppression: b[10], Ammo: b[11],
			Flags: game.UnitFlags(b[12]),
		})
	}
	for range u16(t.next(2)) {
		b := t.next(5)
		v.CombatEvents = append(v.CombatEvents, game.CombatEvent{
			Kind: game.CombatEventKind(b[0] - 1), Source: u16(b[1:]), Target: u16(b[3:]),
		})
	}
	return v
}
