package battle

import "muster/game"

// Action is something that a key does on the battlefield.
type Action int

// The actions.
const (
	AimAttackMove Action = iota
	OrderHold
	OrderRetreat
	OrderCapture
	SelectAll
	CentreCamera
	AskHelp
	Back
	NextStance
	NextFormation
	aims // AimFor begins here, and behind it AtOnce
)

// AimFor is the action that makes the next click say where an order is to be carried out.
func AimFor(k game.OrderKind) Action { return aims + Action(k) }

// AtOnce is the action that gives an order that needs no place.
func AtOnce(k game.OrderKind) Action { return aims + Action(game.OrderKinds) + Action(k) }

// kindOf is the order of an action that AimFor or AtOnce made.
func (a Action) kindOf() (k game.OrderKind, aim, ok bool) {
	switch n := a - aims; {
	case a < aims || n >= 2*Action(game.OrderKinds):
		return 0, false, false
	case n < Action(game.OrderKinds):
		return game.OrderKind(n), true, true
	default:
		return game.OrderKind(n - Action(game.OrderKinds)), false, true
	}
}

// Binding says which key does what. Key is the key's name as Ebitengine spells it.
type Binding struct {
	Action Action
	Keys   []string
	Text   string // key of the texts
}

// Bindings is the one list of keys: input and help are both made from it, so that they never disagree.
var Bindings = []Binding{
	{AimAttackMove, []string{"A"}, "key.attack_move"},
	{OrderHold, []string{"H"}, "key.hold"},
	{OrderRetreat, []string{"R"}, "key.retreat"},
	{OrderCapture, []string{"C"}, "key.capture"},
	{AimFor(game.Hold), []string{"O"}, "key.watch"},
	{AimFor(game.Suppress), []string{"S"}, "order.suppress"},
	{AimFor(game.Patrol), []string{"P"}, "order.patrol"},
	{AimFor(game.Guard), []string{"F"}, "order.guard"},
	{AtOnce(game.TakeCover), []string{"T"}, "order.take_cover"},
	{AtOnce(game.Leave), []string{"L"}, "order.leave"},
	{NextStance, []string{"V"}, "key.stance"},
	{NextFormation, []string{"X"}, "key.formation"},
	{AimFor(game.Grenade), []string{"G"}, "order.grenade"},
	{AimFor(game.Smoke), []string{"K"}, "order.smoke"},
	{AimFor(game.Heal), []string{"Y"}, "order.heal"},
	{AimFor(game.Repair), []string{"I"}, "order.repair"},
	{AimFor(game.Sandbags), []string{"B"}, "order.sandbags"},
	{AimFor(game.LayMine), []string{"N"}, "order.lay_mine"},
	{AimFor(game.ClearMines), []string{"M"}, "order.clear_mines"},
	{AtOnce(game.Reinforce), []string{"U"}, "order.reinforce"},
	{SelectAll, []string{"Q"}, "key.select_all"},
	{CentreCamera, []string{"Space"}, "key.centre"},
	{Back, []string{"Escape"}, "key.back"},
	{AskHelp, []string{"F1", "Slash"}, "key.help"},
}

// Gestures is the rest of the help: what the mouse and the fixed keys do, as pairs of keys of the texts.
var Gestures = [][2]string{
	{"mouse.left", "does.select"},
	{"mouse.drag", "does.box"},
	{"mouse.double", "does.alike"},
	{"mouse.shift", "does.add"},
	{"mouse.numbers", "does.number"},
	{"mouse.right", "does.order"},
	{"mouse.shift", "does.later"},
	{"mouse.arrows", "does.pan"},
	{"mouse.wheel", "does.zoom"},
	{"mouse.minimap", "does.minimap"},
	{"mouse.f11", "does.fullscreen"},
}
