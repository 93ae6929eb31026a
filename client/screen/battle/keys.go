package battle

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
)

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
	{"mouse.arrows", "does.pan"},
	{"mouse.wheel", "does.zoom"},
	{"mouse.minimap", "does.minimap"},
	{"mouse.f11", "does.fullscreen"},
}
