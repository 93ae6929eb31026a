// Package lines lets a program in any language lead a seat. It reads lines from its standard input and writes lines to
// its standard output, a JSON object each; what it writes to its standard error is its log. The protocol is called
// "muster lines", and this is version 1. The host says >, the bot <:
//
//	> {"begin":{"protocol":1,"seat":0,"team":0,"seed":7,"tick_rate":20,"live":false,
//	            "scenario":{..},"rules":{..},"map":["..ff"],"heights":["0012"]}}
//	< {"ready":{"name":"simple","every":10}}
//	> {"turn":{"tick":120,"due_ms":30000,"missed":0,"units":[..],"squads":[..],"points":[..],"scores":[..],
//	           "supply":80,"marks":[..],"events":[..],"answers":[..],"talk":[..]}}
//	< {"tick":120,"orders":[..],"explain":[..],"say":[".."]}
//	  .. turn and answer, until
//	> {"end":{"winner":1,"reason":"elimination","tick":2835}}
//
// Each turn is answered, by its tick, with orders or none; orders, explain and say may be left out. The bot asks with
// "every" to be shown each tenth tick, say; without it, it is shown all. It ends when its input does.
//
// Names stand for kinds and terrains, places are [x, y] in cells, and everything else is measured as in rules.yaml and
// scenarios: seconds, cells a second, degrees (0 is east, 90 is south), percent; a tick is a number of steps since the
// beginning. A reader passes over keys that it does not know: later hosts may say more under the same version.
//
//	scenario  name, map, mode, clock, score_to_win, capture, score_every, supply, side, charge, goal,
//	          teams [{name, start}], seats [{team}], points [{name, at, radius, owner}],
//	          squads [{team, id, seat, kind, count, at, facing, arrives}]
//	rules     terrains, kinds, works: as in rules.yaml
//	map       rows of letters, one a cell: terrains[].letter        heights  the same in digits; [] for a flat map
//
//	unit      {"id":17,"kind":"rifle","team":0,"squad":2,"at":[31.5,11.25],"facing":90,"hp":80,"suppression":0,
//	           "ammo":0,"flags":["moving"]}               squad is -1 for another team's
//	squad     {"id":2,"seat":0,"kind":"rifle","alive":5,"at":[31.5,11.25],"order":{..},"queue":[{..}],
//	           "formation":"line","stance":"fire_at_will","morale":100,"level":0,"broken":false,"ready":true}
//	           of the whole team; at is the middle of its men, missing while nobody is there
//	point     {"owner":-1,"taker":0,"progress":40,"contested":false}       -1 is nobody, in the scenario's order
//	mark      {"kind":"mine","at":[12,30],"team":0}, {"kind":"altered",..,"terrain":"rubble"}, {"kind":"cloud",..,
//	           "radius":3}: what differs from the map
//	event     {"tick":118,"kind":"hit","by":17,"unit":3}: since the last turn; by and unit are missing where unknown
//	answer    {"id":5,"squad":2,"do":"capture","refusal":"obeyed","tick":121}: what became of an order
//	talk      {"seat":1,"kind":"team","text":".."}, or "phrase" for a set one by its key; a ping has "at"
//	lost      {"tick":110,"why":".."} in a turn: an answer before it was not taken, and why
//
//	clock     {"number":3,"phase":"planning","length":100,"mover":-1,"seats":["thinking","done"],"committed":false,
//	           "opened_ms":..,"until_ms":..}: in a turn of a match by turns alone, see below
//
//	order     {"id":5,"squad":2,"do":"capture","point":1}
//
// Do is one of Needs, which says what the order needs beside it: at, unit, point, friend (an own squad), formation or
// stance. Any order may have "queued":true (after what the squad does, not instead) and "facing"; move and attack_move
// a formation to take. The id is the bot's own, a number or a text: answers repeat it. At most 16 orders a turn count,
// and of a line the first 64 are read.
//
//	explain   [{"squad":2,"act":"going","at":[31,11],"point":1,"score":0.5}]: for drawings; Acts has the acts
//	say       texts for the team, two a turn
//
// In a match by turns the scenario has "turns", "together" or "alternate", and each line a "clock". A bot is asked
// while the turn "number" is planned, and the World stands still: once for each of the "length" ticks that the turn
// will run, with ticks as if they passed. Its orders are part of its plan; "when":20 has one given in that tick of the
// turn, from 0. An order takes the place of what its squad was given before. {"tick":120,"commit":true} ends the plan,
// which is final; a bot that knows nothing of turns is committed for after the last of those lines. A seat has its
// time from opened_ms until until_ms (milliseconds since 1970; 0 for no end). Others' seats are "thinking" unless the
// scenario shows who has committed.
//
// A headless match waits for the answer, for half a minute. A live one (due_ms: 100) waits for nobody: a bot that is
// late is shown the newest view when it has answered, and is told how many it missed; its late orders count when they
// come. What is no answer costs the turn, and the next turn tells why. A bot that ends, hangs or writes a line of more
// than a megabyte is started once more; the second time its squads get no more orders in that match. When the match is
// over, the bot has a second to end by itself; then it is ended with all processes that it began.
package lines

// Protocol is the version that this package speaks.
const Protocol = 1

// Host is a line of the host's: one of these.
type Host struct {
	Begin *Begin `json:"begin,omitempty"`
	Turn  *Turn  `json:"turn,omitempty"`
	End   *End   `json:"end,omitempty"`
}

// End is how the match ended. A bot whose seat somebody else leads from now on is told "not_over".
type End struct {
	Winner int8   `json:"winner" jsonschema_description:"a team, -1 for nobody"`
	Reason string `json:"reason"`
	Tick   uint32 `json:"tick"`
}

// Bot is a line of the bot's: Ready first, and then answers with a Tick.
type Bot struct {
	Ready   *Ready   `json:"ready,omitempty" jsonschema_description:"the first line, and no other"`
	Tick    *int64   `json:"tick,omitempty" jsonschema_description:"of the turn that this answers"`
	Orders  []Order  `json:"orders,omitempty"`
	Explain []Intent `json:"explain,omitempty"`
	Say     []string `json:"say,omitempty" jsonschema_description:"to the team"`
	Commit  bool     `json:"commit,omitempty" jsonschema_description:"by turns: the plan is final"`

	unread bool // there are more orders than were read
}

// Ready is what a bot says of itself.
type Ready struct {
	Name  string `json:"name,omitempty"`
	Every int    `json:"every,omitempty" jsonschema:"minimum=1,maximum=1200" jsonschema_description:"it is shown every so many ticks"`
}

// Place is x, y in cells.
type Place [2]float64

// Intent is what a squad is about to do, for drawings.
type Intent struct {
	Squad uint8   `json:"squad"`
	Act   string  `json:"act"`
	At    Place   `json:"at"`
	Point *uint8  `json:"point,omitempty"`
	Score float64 `json:"score,omitempty" jsonschema_description:"what the place is worth, in supply points a second"`
}
