package keys

import (
	"fmt"

	"muster/game"
)

// Entry is a line of the table.
type Entry struct {
	Action Action
	Name   string // in settings files; never changes
	Group  string // key of the texts: its part of the table
	Text   string // key of the texts: what it does
	Icon   string // on the command card; "" for not there
	Preset [Presets][]Chord
	In     Place
}

// Place is where an action is asked for by its keys.
type Place uint8

// The places. What is of a replay or of turns alone is asked for there before what else its keys mean.
const (
	InBattle Place = iota
	InReplay
	ByTurns
)

// The presets: by the first letter of what is done, or where the hand lies, on a grid.
const (
	Classic = iota
	Grid
	Presets // how many there are
)

// PresetNames are the presets' keys of the texts.
var PresetNames = [Presets]string{"keys.classic", "keys.grid"}

func both(c ...Chord) [Presets][]Chord { return [Presets][]Chord{c, c} }

func each(classic, grid Chord) [Presets][]Chord {
	return [Presets][]Chord{{classic}, {grid}}
}

// Table is the table, in the order in which it is shown. The command card follows it too.
var Table = append(orders(), others()...)

func orders() []Entry {
	line := func(a Action, name, text, icon string, p [Presets][]Chord) Entry {
		return Entry{Action: a, Name: name, Group: "keys.orders", Text: text, Icon: icon, Preset: p}
	}
	return []Entry{
		line(AimFor(game.AttackMove), "attack_move", "key.attack_move", "attack_move", each("A", "Q")),
		line(AtOnce(game.Hold), "hold", "key.hold", "hold", [Presets][]Chord{{"H", "S"}, {"W"}}),
		line(AtOnce(game.Retreat), "retreat", "key.retreat", "retreat", each("R", "R")),
		line(Capture, "capture", "key.capture", "capture", each("C", "T")),
		line(AimFor(game.Patrol), "patrol", "key.patrol", "patrol", each("P", "A")),
		line(AimFor(game.Guard), "guard", "key.guard", "guard", each("F", "S")),
		line(AimFor(game.Hold), "watch", "key.watch", "watch", each("W", "E")),
		line(AtOnce(game.TakeCover), "take_cover", "key.take_cover", "take_cover", each("T", "F")),
		line(AimFor(game.Suppress), "suppress", "key.suppress", "suppress", each("E", "G")),
		line(NextStance, "stance", "key.stance", "stance", each("V", "V")),
		line(NextFormation, "formation", "key.formation", "formation", each("X", "X")),
		line(AtOnce(game.Leave), "leave", "key.leave", "leave", each("L", "Z")),
		line(AtOnce(game.Reinforce), "reinforce", "key.reinforce", "reinforce", each("U", "C")),
		line(AimFor(game.Grenade), "grenade", "key.grenade", "grenade", each("G", "B")),
		line(AimFor(game.Smoke), "smoke", "key.smoke", "smoke", each("K", "N")),
		line(AimFor(game.Heal), "heal", "key.heal", "heal", each("Y", "H")),
		line(AimFor(game.Repair), "repair", "key.repair", "repair", each("I", "J")),
		line(AimFor(game.Sandbags), "sandbags", "key.sandbags", "sandbags", each("B", "Y")),
		line(AimFor(game.LayMine), "lay_mine", "key.lay_mine", "lay_mine", each("N", "U")),
		line(AimFor(game.ClearMines), "clear_mines", "key.clear_mines", "clear_mines", each("M", "I")),
	}
}

func others() []Entry {
	line := func(a Action, name, part string, p [Presets][]Chord) Entry {
		return Entry{Action: a, Name: name, Group: "keys." + part, Text: "key." + name, Preset: p}
	}
	table := []Entry{
		line(SelectAll, "select_all", "selection", both("Q", "Ctrl+A")),
		line(NextSquad, "next_squad", "selection", both("Tab")),
		line(SelectIdle, "select_idle", "selection", both("Backquote")),
		line(CentreCamera, "centre", "camera", both("Z", "Home")),
		line(JumpToAlert, "jump", "camera", both("Space")),
		line(Follow, "follow", "camera", both("F4")),
		line(PanUp, "pan_up", "camera", both("ArrowUp")),
		line(PanDown, "pan_down", "camera", both("ArrowDown")),
		line(PanLeft, "pan_left", "camera", both("ArrowLeft")),
		line(PanRight, "pan_right", "camera", both("ArrowRight")),
		line(ZoomIn, "zoom_in", "camera", both("Equal", "PageUp")),
		line(ZoomOut, "zoom_out", "camera", both("Minus", "PageDown")),
		line(Ranges, "ranges", "show", both("J")),
		line(Cover, "cover", "show", both("O")),
		line(Objectives, "objectives", "show", both("F9")),
		line(Plans, "plans", "show", both("F2")),
		line(Network, "network", "show", both("F10")),
		line(Ping, "ping", "talk", both("D")),
		line(ChatTeam, "chat_team", "talk", both("Enter")),
		line(ChatAll, "chat_all", "talk", both("Shift+Enter")),
		line(Phrases, "phrases", "talk", both("Period")),
		line(Back, "back", "game", both("Escape")),
		line(AskHelp, "help", "game", both("F1", "Slash")),
		line(Pause, "pause", "game", both("F3", "Pause")),
		line(Slower, "slower", "game", both("BracketLeft")),
		line(Faster, "faster", "game", both("BracketRight")),
		line(FullScreen, "full_screen", "game", both("F11")),
	}
	for i := range table { // the grid's letters are taken by orders: what is used less gives way
		switch e := &table[i]; e.Action {
		case SelectAll:
			e.Preset[Grid] = []Chord{"Ctrl+A"}
		case CentreCamera:
			e.Preset[Grid] = []Chord{"Home"}
		case Ranges:
			e.Preset[Grid] = []Chord{"K"}
		}
	}
	return append(append(append(table, numbered()...), replay()...), turns()...)
}

// replay are the keys of a replay: those of players of films.
func replay() (table []Entry) {
	for _, e := range []struct {
		a     Action
		name  string
		chord Chord
	}{
		{ReplayPlay, "replay_play", "Space"},
		{ReplayBack, "replay_back", "Comma"},
		{ReplayForward, "replay_forward", "Period"},
		{ReplayStart, "replay_start", "Home"},
		{ReplaySlower, "replay_slower", "BracketLeft"},
		{ReplayFaster, "replay_faster", "BracketRight"},
		{ReplayEyes, "replay_eyes", "Tab"},
		{ReplayGraphs, "replay_graphs", "G"},
		{ReplayPlans, "replay_plans", "I"},
		{ReplayTurnBack, "replay_turn_back", "Shift+Comma"},
		{ReplayTurnForward, "replay_turn_forward", "Shift+Period"},
	} {
		table = append(table, Entry{
			Action: e.a, Name: e.name, Group: "keys.replay", Text: "key." + e.name, Preset: both(e.chord), In: InReplay,
		})
	}
	return table
}

// turns are the keys of planning a turn.
func turns() (table []Entry) {
	for _, e := range []struct {
		a      Action
		name   string
		chords []Chord
	}{
		{TurnCommit, "turn_commit", []Chord{"Ctrl+Enter"}},
		{TurnPreview, "turn_preview", []Chord{"Space"}},
		{TurnEarlier, "turn_earlier", []Chord{"BracketLeft"}},
		{TurnLater, "turn_later", []Chord{"BracketRight"}},
		{TurnStart, "turn_start", []Chord{"Digit0"}},
		{TurnUndo, "turn_undo", []Chord{"Ctrl+Z"}},
		{TurnRedo, "turn_redo", []Chord{"Ctrl+Y", "Ctrl+Shift+Z"}},
		{TurnForget, "turn_forget", []Chord{"Delete", "Backspace"}},
		{TurnAgain, "turn_again", []Chord{"Comma"}},
	} {
		table = append(table, Entry{
			Action: e.a, Name: e.name, Group: "keys.turns", Text: "key." + e.name, Preset: both(e.chords...),
			In: ByTurns,
		})
	}
	return table
}

func numbered() (table []Entry) {
	add := func(a Action, name, part string, n int, chord Chord) {
		table = append(table, Entry{
			Action: a, Name: fmt.Sprintf("%s_%d", name, n+1), Group: "keys." + part, Text: "key." + name,
			Preset: both(chord),
		})
	}
	for n := range Groups {
		digit := Chord(fmt.Sprintf("Digit%d", n+1))
		add(Group(n), "group", "groups", n, digit)
		add(SetGroup(n), "set_group", "groups", n, "Ctrl+"+digit)
		add(AddToGroup(n), "add_group", "groups", n, "Alt+"+digit)
	}
	for n := range Bookmarks {
		key := Chord(fmt.Sprintf("F%d", n+5))
		add(Bookmark(n), "bookmark", "camera", n, key)
		add(SetBookmark(n), "set_bookmark", "camera", n, "Ctrl+"+key)
	}
	return table
}
