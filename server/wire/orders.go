package wire

import "muster/game"

// order is a game.Order as older releases know it. A decoder refuses a list of another count of fields, so it never
// gets another one: what game.Order has beside these goes into a list of its own.
type order struct {
	Seat   uint8
	Leader game.Leader
	Seq    uint32
	Kind   game.OrderKind
	Flags  game.OrderFlags
	Squad  uint8
	X, Y   uint16
	Target uint16
	Facing uint8
	Arg    uint8
}

// plannedFor is when a planned order is to be given.
type plannedFor struct {
	Turn uint32
	At   uint16
}

// ordersNow is the wire form of Orders of which none is planned.
type ordersNow struct{ Orders []order }

// ordersPlanned is that of all others, and reads both.
type ordersPlanned struct {
	Orders []order
	For    []plannedFor // of Orders, in their order
}

func (*ordersPlanned) kind() byte { return (*Orders)(nil).kind() }

// wireForm is what is encoded of a message.
func wireForm(m Message) any {
	orders, ok := m.(*Orders)
	if !ok {
		return m
	}
	w, planned := ordersPlanned{}, false
	if orders.Orders != nil {
		w.Orders = make([]order, 0, len(orders.Orders))
	}
	for _, o := range orders.Orders {
		w.Orders = append(w.Orders, order{
			o.Seat, o.Leader, o.Seq, o.Kind, o.Flags, o.Squad, o.X, o.Y, o.Target, o.Facing, o.Arg,
		})
		w.For, planned = append(w.For, plannedFor{o.Turn, o.At}), planned || o.Flags&game.Planned != 0
	}
	if !planned {
		return &ordersNow{w.Orders}
	}
	return &w
}

// orders is what was read.
func (m *ordersPlanned) orders() *Orders {
	all := &Orders{}
	if m.Orders != nil {
		all.Orders = make([]game.Order, 0, len(m.Orders))
	}
	for i, o := range m.Orders {
		of := game.Order{
			Seat: o.Seat, Leader: o.Leader, Seq: o.Seq, Kind: o.Kind, Flags: o.Flags, Squad: o.Squad,
			X: o.X, Y: o.Y, Target: o.Target, Facing: o.Facing, Arg: o.Arg,
		}
		if i < len(m.For) && o.Flags&game.Planned != 0 {
			of.Turn, of.At = m.For[i].Turn, m.For[i].At
		}
		all.Orders = append(all.Orders, of)
	}
	return all
}
