package lines

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"muster/game"
)

// Task is what a squad does, or has waiting: an order less who it is for.
type Task struct {
	Do     string  `json:"do"`
	At     *Place  `json:"at,omitempty"`
	Unit   *uint16 `json:"unit,omitempty" jsonschema_description:"attack: an enemy's id"`
	Point  *uint16 `json:"point,omitempty" jsonschema_description:"capture"`
	Friend *uint16 `json:"friend,omitempty" jsonschema_description:"board, guard: an own squad"`
}

// Order is what a bot asks of one squad. One that cannot be read is refused alone: the others of its turn count.
type Order struct {
	ID json.RawMessage `json:"id,omitempty" jsonschema_description:"the bot's own, a number or a text; answers repeat it"`
	// pointers tell what was left out
	Squad *uint8 `json:"squad"`
	Task
	Queued    bool     `json:"queued,omitempty" jsonschema_description:"after what the squad does, not instead"`
	Facing    *float64 `json:"facing,omitempty" jsonschema_description:"degrees: how to stand at the end"`
	Formation string   `json:"formation,omitempty"`
	Stance    string   `json:"stance,omitempty"`
	When      uint16   `json:"when,omitempty" jsonschema_description:"by turns: the tick of the turn at which it is given, from 0"`

	unread error
}

// UnmarshalJSON implements json.Unmarshaler.
func (o *Order) UnmarshalJSON(b []byte) error {
	type plain Order
	if err := json.Unmarshal(b, (*plain)(o)); err != nil {
		var id struct{ ID json.RawMessage } // of an order that is wrong in another place
		_ = json.Unmarshal(b, &id)
		*o = Order{ID: id.ID, unread: err}
	}
	return nil
}

// Answer is what became of an order.
type Answer struct {
	ID      json.RawMessage `json:"id,omitempty"`
	Squad   *uint8          `json:"squad,omitempty"`
	Do      string          `json:"do,omitempty"`
	Refusal string          `json:"refusal" jsonschema_description:"obeyed, or the rules' reason"`
	Tick    uint32          `json:"tick"`
	Why     string          `json:"why,omitempty" jsonschema_description:"malformed: what is wrong; too_many: orders that were not read"`
}

// Need is what an order needs beside what it does.
type Need string

// The needs.
const (
	Nothing  Need = ""
	APlace   Need = "at"
	AUnit    Need = "unit"
	APoint   Need = "point"
	AFriend  Need = "friend"
	AStance  Need = "stance"
	AForming Need = "formation"
)

// Needs is what each order needs: docs/rules.md has them in words.
var Needs = [game.OrderKinds]Need{
	game.Move: APlace, game.Attack: AUnit, game.AttackMove: APlace, game.Capture: APoint, game.Suppress: APlace,
	game.Enter: APlace, game.Board: AFriend, game.Patrol: APlace, game.Guard: AFriend, game.SetStance: AStance,
	game.SetForm: AForming, game.Smoke: APlace, game.Grenade: APlace, game.Heal: APlace, game.Sandbags: APlace,
	game.LayMine: APlace, game.ClearMines: APlace, game.Repair: APlace,
}

// names are those of a closed list.
func names[K interface {
	~uint8
	String() string
}](n K,
) (all []string) {
	for k := range n {
		all = append(all, k.String())
	}
	return all
}

var (
	orderNames     = names(game.OrderKinds)
	formationNames = names(game.Formations)
	stanceNames    = names(game.Stances)
)

func taskOf(k game.OrderKind, x, y, target uint16) Task {
	t := Task{Do: k.String()}
	if k >= game.OrderKinds {
		return t
	}
	switch Needs[k] {
	case APlace:
		at := placeAt(x, y)
		t.At = &at
	case AUnit:
		t.Unit = &target
	case APoint:
		t.Point = &target
	case AFriend:
		t.Friend = &target
	}
	return t
}

// order is what the game is told; its Seat, Leader and Seq are left to others.
func (o *Order) order() (out game.Order, err error) {
	if o.unread != nil {
		return out, readable(o.unread)
	}
	kind, err := index("order", o.Do, orderNames)
	if err != nil {
		return out, err
	}
	out.Kind = game.OrderKind(kind)
	if o.Squad == nil {
		return out, errors.New("squad is missing")
	}
	out.Squad = *o.Squad
	out.At = o.When
	if o.Queued {
		out.Flags |= game.Queued
	}
	if o.Facing != nil {
		turns := *o.Facing / 360
		out.Flags, out.Facing = out.Flags|game.Faced, uint8(int(math.Round((turns-math.Floor(turns))*256)))
	}
	err = o.arg(&out)
	if err == nil {
		err = o.fill(&out)
	}
	return out, err
}

// arg is the formation or the stance, where the order has one.
func (o *Order) arg(out *game.Order) error {
	var n int
	var err error
	switch {
	case out.Kind == game.SetStance && o.Stance != "":
		n, err = index("stance", o.Stance, stanceNames)
	case out.Kind == game.SetForm || out.Kind == game.Move || out.Kind == game.AttackMove:
		if o.Formation != "" {
			n, err = index("formation", o.Formation, formationNames)
		}
	}
	out.Arg = uint8(n)
	return err
}

// fill takes over what the order needs.
func (o *Order) fill(out *game.Order) error {
	has := map[Need]bool{
		Nothing: true, APlace: o.At != nil, AUnit: o.Unit != nil, APoint: o.Point != nil, AFriend: o.Friend != nil,
		AStance: o.Stance != "", AForming: o.Formation != "",
	}
	need := Needs[out.Kind]
	switch {
	case !has[need]:
		return fmt.Errorf("%s is missing, which %q needs", need, o.Do)
	case need == AUnit:
		out.Target = *o.Unit
	case need == APoint:
		out.Target = *o.Point
	case need == AFriend:
		out.Target = *o.Friend
	case need == APlace:
		x, y := o.At[0]*game.ViewStep, o.At[1]*game.ViewStep
		if !(x >= 0 && x <= math.MaxUint16 && y >= 0 && y <= math.MaxUint16) {
			return fmt.Errorf("at: [%v, %v] is off the map", o.At[0], o.At[1])
		}
		out.X, out.Y = uint16(x), uint16(y)
	}
	return nil
}

// index finds a name, or says what there is.
func index(what, name string, known []string) (int, error) {
	if i := slices.Index(known, name); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("there is no %s %.40q; there are %s", what, name, strings.Join(known, ", "))
}

// readable says in a maker's words what the decoder found.
func readable(err error) error {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err
	}
	field, want := strings.ReplaceAll(wrong.Field, "Task.", ""), "an object" // an order's, in its maker's eyes
	if field == "" {
		field = "it"
	}
	switch wrong.Type.Kind() {
	case reflect.String:
		want = "a text"
	case reflect.Bool:
		want = "true or false"
	case reflect.Array:
		want = "a place, [x, y],"
	case reflect.Slice:
		want = "a list"
	case reflect.Uint8:
		want = "a whole number from 0 to 255"
	case reflect.Uint16:
		want = "a whole number from 0 to 65535"
	case reflect.Int, reflect.Int64, reflect.Float64:
		want = "a number"
	}
	return fmt.Errorf("%s: %s is expected, and there is a %s", field, want, cut(wrong.Value, maxID))
}
