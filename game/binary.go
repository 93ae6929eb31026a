package game

// The binary forms of what goes into journals, replays and plug-ins: varints in the order of the fields, lists behind
// their count. Decoders check bounds before they allocate and return the rest of b; their errors say at which byte and
// what was wrong.

// AppendInput appends the binary form of in, as it is in real time: without what concerns turns.
func AppendInput(b []byte, in *Input) []byte { return appendInput(b, in, AppendOrder) }

func appendInput(b []byte, in *Input, order func([]byte, *Order) []byte) []byte {
	b = put(b, uint32(len(in.Seats)))
	for i := range in.Seats {
		c := &in.Seats[i]
		b = putFlag(put(b, c.Seat, uint8(c.Leader)), c.Ticket != TicketID{})
		if c.Ticket != (TicketID{}) {
			b = append(b, c.Ticket[:]...)
		}
	}
	b = put(b, uint32(len(in.Orders)))
	for i := range in.Orders {
		b = order(b, &in.Orders[i])
	}
	b = put(b, uint32(len(in.Talk)))
	for i := range in.Talk {
		b = AppendTalk(b, &in.Talk[i])
	}
	return b
}

// DecodeInput reads what AppendInput wrote into in, reusing its slices, and returns the bytes behind it.
func DecodeInput(b []byte, in *Input) (rest []byte, err error) {
	c := &cursor{b: b}
	c.input(in, c.order)
	return c.done()
}

func (c *cursor) input(in *Input, order func() Order) {
	in.Seats, in.Orders, in.Talk = in.Seats[:0], in.Orders[:0], in.Talk[:0]
	for range c.count("number of seat changes", maxSeatChanges) {
		in.Seats = append(in.Seats, c.seatChange())
	}
	for range c.count("number of orders", MaxOrders) {
		in.Orders = append(in.Orders, order())
	}
	for range c.count("number of talk lines", maxTalkLines) {
		in.Talk = append(in.Talk, c.talk())
	}
}

func (c *cursor) seatChange() SeatChange {
	s := SeatChange{Seat: c.byte("seat"), Leader: Leader(c.byte("leader"))}
	if c.flag("ticket mark") {
		copy(s.Ticket[:], c.bytes("ticket", len(s.Ticket)))
	}
	return s
}

// AppendOrder appends the binary form of one order, without Turn and At: 11 to 22 bytes.
func AppendOrder(b []byte, o *Order) []byte {
	b = put(b, o.Seat, uint8(o.Leader))
	b = put(b, o.Seq)
	b = put(b, uint8(o.Kind), o.Squad)
	b = put(b, o.X, o.Y, o.Target)
	return append(put(b, uint8(o.Flags)), o.Facing, o.Arg)
}

// appendTurnOrder appends the binary form of one order in a match by turns: 2 to 8 bytes more if it is planned. It
// is for turns alone: journals of real time hold orders with any flags.
func appendTurnOrder(b []byte, o *Order) []byte {
	if b = AppendOrder(b, o); o.Flags&Planned != 0 {
		b = put(put(b, o.Turn), o.At)
	}
	return b
}

// DecodeOrder reads what AppendOrder wrote and returns the bytes behind it.
func DecodeOrder(b []byte) (o Order, rest []byte, err error) {
	c := &cursor{b: b}
	o = c.order()
	rest, err = c.done()
	return o, rest, err
}

func (c *cursor) order() Order {
	return Order{
		Seat: c.byte("seat"), Leader: Leader(c.byte("leader")), Seq: c.word("order number"),
		Kind: OrderKind(c.byte("order kind")), Squad: c.byte("squad"), X: c.short("x"), Y: c.short("y"),
		Target: c.short("target"), Flags: OrderFlags(c.byte("flags")), Facing: c.raw("facing"), Arg: c.raw("argument"),
	}
}

func (c *cursor) turnOrder() Order {
	o := c.order()
	if o.Flags&Planned != 0 {
		o.Turn, o.At = c.word("turn"), c.short("tick of the turn")
	}
	return o
}

// AppendTalk appends the binary form of one line of talk.
func AppendTalk(b []byte, t *Talk) []byte {
	return putText(put(put(b, t.Seat, uint8(t.Kind)), t.X, t.Y), t.Text)
}

// DecodeTalk reads what AppendTalk wrote and returns the bytes behind it.
func DecodeTalk(b []byte) (t Talk, rest []byte, err error) {
	c := &cursor{b: b}
	t = c.talk()
	rest, err = c.done()
	return t, rest, err
}

func (c *cursor) talk() Talk {
	return Talk{
		Seat: c.byte("seat"), Kind: TalkKind(c.byte("talk kind")), X: c.short("x"), Y: c.short("y"),
		Text: c.text("text", MaxTalk),
	}
}
