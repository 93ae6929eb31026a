package api

import (
	"maps"
	"strconv"
	"strings"
)

// Reason says why a ticket waits or how it ended, or what gave way for a match, as data: whoever shows it makes the
// text, in the reader's language. Whoever meets a kind that it does not know shows the sentence beside it
// (Ticket.Why, Why.Relaxed).
type Reason struct {
	Kind    ReasonKind     `json:"kind" doc:"one of a growing list"`
	Numbers map[string]int `json:"numbers,omitempty" doc:"by name; those that the kind has, all of them"`
}

// ReasonKind is what a Reason is about.
type ReasonKind string

// Why a ticket waits.
const (
	InLine  ReasonKind = "in_line" // it was not looked at yet
	Players ReasonKind = "players" // found, seats: there are too few like it
	// found, seats, points: the same, where ratings may be so far apart by now
	PlayersWithin ReasonKind = "players_within"
	Parties       ReasonKind = "parties"    // seats: there are enough, but their parties do not fill the teams
	Fill          ReasonKind = "fill"       // seconds: until AI commanders fill the rest
	NoRoom        ReasonKind = "no_room"    // no more matches may run at once
	NoShard       ReasonKind = "no_shard"   // no shard of its regions has room
	NoneThere     ReasonKind = "none_there" // no shard takes matches at all
	// no shard takes matches, since the store of their journals is nearly full
	NoStore  ReasonKind = "no_store"
	NoRegion ReasonKind = "no_region" // no region is near enough
	// no scenario of its is offered, or none has room for its party in one team
	NoScenario ReasonKind = "no_scenario"
	NoMode     ReasonKind = "no_mode"     // its mode is no longer offered
	MatchFull  ReasonKind = "match_full"  // the match it wants is full, or over
	MatchFound ReasonKind = "match_found" // it is proposed a match
	SeatFound  ReasonKind = "seat_found"  // its shard is getting ready
	ShardAway  ReasonKind = "shard_away"  // it has a seat; its shard is away
)

// How a ticket ended, or a match that was voided.
const (
	CancelledByPlayer ReasonKind = "cancelled"
	DeclinedByPlayer  ReasonKind = "declined"
	OtherDeclined     ReasonKind = "other_declined"
	SeatGivenUp       ReasonKind = "seat_given_up"
	LeftMatch         ReasonKind = "left_match"
	Replaced          ReasonKind = "replaced"
	PartyChanged      ReasonKind = "party_changed"
	AccountDeleted    ReasonKind = "account_deleted"
	Banned            ReasonKind = "banned"
	Removed           ReasonKind = "removed"
	AwayTooLong       ReasonKind = "away_too_long"
	Unattended        ReasonKind = "unattended"
	NotAccepted       ReasonKind = "not_accepted" // by its own players
	NotAllAccepted    ReasonKind = "not_all_accepted"
	NoFreeSeat        ReasonKind = "no_free_seat"
	MatchOver         ReasonKind = "match_over"
	NotOpened         ReasonKind = "not_opened"
	ShardGone         ReasonKind = "shard_gone"
	GivenUp           ReasonKind = "given_up"
	MatchLost         ReasonKind = "match_lost"
)

// What gave way to waiting time when players met.
const (
	Apart   ReasonKind = "apart"     // points, wished: ratings differ so much
	Far     ReasonKind = "far"       // ms, wished: of a round trip
	Abroad  ReasonKind = "abroad"    // parties: so many play outside the region they wished
	LedByAI ReasonKind = "led_by_ai" // led, seats: AI commanders have so many of them
)

// sentences are the kinds in English. Those of tickets that wait and of what gave way are read by the windows of former
// releases, word by word: they stay as they are as long as those windows may come.
var sentences = map[ReasonKind]string{
	InLine:        "in line",
	Players:       "{found} of {seats} players are there",
	PlayersWithin: "{found} of {seats} players are there, within {points} points by now",
	Parties:       "enough players are there, but their parties do not fill the teams of {seats} seats",
	Fill:          "AI commanders fill the rest in {seconds} s",
	NoRoom:        "every seat is taken and no more matches may run at once",
	NoShard:       "no shard within reach has room for another match",
	NoneThere:     "no shard takes new matches at the moment: they are away, in trouble, or being stopped",
	NoStore:       "no new matches are begun for now: the servers' storage is nearly full",
	NoRegion:      "no region with a shard is near enough yet; farther ones are tried in time",
	NoScenario:    "no scenario that was asked for is offered here with so many seats in one team",
	NoMode:        "its mode is no longer offered",
	MatchFull:     "the match has no free seat, or is over",
	MatchFound:    "a match is found: accept or decline it",
	SeatFound:     "a seat is found; its shard is getting ready",
	ShardAway:     "the shard of its match is away",

	CancelledByPlayer: "cancelled by the player",
	DeclinedByPlayer:  "declined",
	OtherDeclined:     "a player declined",
	SeatGivenUp:       "you gave the seat up",
	LeftMatch:         "left the match",
	Replaced:          "replaced by a newer ticket",
	PartyChanged:      "the party changed",
	AccountDeleted:    "a player of its party deleted the account",
	Banned:            "a player of its party was banned",
	Removed:           "removed by a moderator",
	AwayTooLong:       "away for too long",
	Unattended:        "nobody asked for it any more",
	NotAccepted:       "the match was not accepted in time",
	NotAllAccepted:    "not everybody accepted",
	NoFreeSeat:        "the match has no free seat",
	MatchOver:         "the match is over",
	NotOpened:         "its shard did not open the match",
	ShardGone:         "its shard stayed away for too long",
	GivenUp:           "its operator gave it up",
	MatchLost:         "its shard does not run the match any more",

	Apart:   "ratings up to {points} points apart, where {wished} would be wished",
	Far:     "round-trip time up to {ms} ms, where {wished} ms would be wished",
	Abroad:  "{parties} parties play outside the region they wished",
	LedByAI: "AI commanders lead {led} of {seats} seats",
}

// ReasonKinds are all that a matchmaker of this release may tell, with their English: numbers stand in it as {name}.
func ReasonKinds() map[ReasonKind]string { return maps.Clone(sentences) }

// Known reports whether this release knows a kind.
func (k ReasonKind) Known() bool { return sentences[k] != "" }

// kinds are the sentences without numbers back again: databases hold why a ticket ended in English, as former releases
// wrote and show it, some of it in other words.
var kinds = func() map[string]ReasonKind {
	all := map[string]ReasonKind{
		"taken back by its player": CancelledByPlayer,
		"the account was deleted":  AccountDeleted,
		"banned":                   Banned,
	}
	for kind, said := range sentences {
		all[said] = kind
	}
	return all
}()

// KindOf is the kind of a reason that was kept in English, or as the kind itself.
func KindOf(kept string) (kind ReasonKind, known bool) {
	if kind, known = kinds[kept]; known {
		return kind, true
	}
	kind = ReasonKind(kept)
	return kind, kind.Known()
}

// String is the reason in English.
func (r Reason) String() string {
	text := sentences[r.Kind]
	if text == "" {
		return string(r.Kind)
	}
	for name, n := range r.Numbers {
		text = strings.ReplaceAll(text, "{"+name+"}", strconv.Itoa(n))
	}
	return text
}

// Say is reasons in English, in one line.
func Say(all []Reason) string {
	parts := make([]string, len(all))
	for i, r := range all {
		parts[i] = r.String()
	}
	return strings.Join(parts, "; ")
}
