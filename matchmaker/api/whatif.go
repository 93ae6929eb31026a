package api

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// WhatIf is what the last day of a mode would have been with other settings (POST /v1/modes/{mode}/what-if, for
// operators). Nothing is changed by it. Both days are simulated, so that they can be compared.
type WhatIf struct {
	Mode    string       `json:"mode"`
	Since   time.Time    `json:"since"`
	Until   time.Time    `json:"until" doc:"how far it was played"`
	Whole   bool         `json:"whole" doc:"all tickets since then were looked at, and not just the newest"`
	Cut     bool         `json:"cut" doc:"it took too long: only the tickets until that time count"`
	Was     DayThatWas   `json:"was"`
	Real    SimulatedDay `json:"real" doc:"with the settings that the mode has"`
	Changed SimulatedDay `json:"changed" doc:"with those that were asked for"`
}

// DayThatWas is what became of a day's tickets in truth. Waits are in seconds.
type DayThatWas struct {
	Tickets    int `json:"tickets" doc:"parties and players alone; but for those for one match and no other"`
	Players    int `json:"players"`
	Seated     int `json:"seated" doc:"tickets that got seats"`
	GaveUp     int `json:"gave_up" doc:"tickets that ended in line"`
	WaitMedian int `json:"wait_median"`
	Wait95     int `json:"wait_95" doc:"95 of 100 that got seats waited no longer"`
}

// SimulatedDay is what a day comes to with some settings.
type SimulatedDay struct {
	Settings   ModeSettings `json:"settings"`
	Tickets    int          `json:"tickets"`
	Seated     int          `json:"seated" doc:"tickets that got seats"`
	GaveUp     int          `json:"gave_up" doc:"tickets whose players gave up in line, as on that day"`
	Waiting    int          `json:"waiting" doc:"tickets in line at the end"`
	WaitMedian int          `json:"wait_median" doc:"seconds, of those that got seats"`
	Wait95     int          `json:"wait_95"`
	WaitMost   int          `json:"wait_most"`
	Matches    int          `json:"matches"`
	Joined     int          `json:"joined" doc:"players who joined a match that ran"`
	Led        int          `json:"led_percent" doc:"of the seats, by AI commanders, when their match began"`
	Apart      int          `json:"apart_median" doc:"points from the weakest to the strongest player of a match"`
	Apart95    int          `json:"apart_95"`
	Favourite  int          `json:"favourite_median" doc:"percent: the chance to win of a match's best team, where teams of players met"`
	Favour95   int          `json:"favourite_95"`
	RTT        int          `json:"rtt_median" doc:"milliseconds to the region that was got, where it was measured"`
	RTT95      int          `json:"rtt_95"`
}

// settings are the names by which one setting of a mode is changed.
var settings = map[string]func(s *ModeSettings) *int{
	"fill":          func(s *ModeSettings) *int { return &s.Fill },
	"team":          func(s *ModeSettings) *int { return &s.Team },
	"points.from":   func(s *ModeSettings) *int { return &s.Points.From },
	"points.second": func(s *ModeSettings) *int { return &s.Points.Second },
	"points.full":   func(s *ModeSettings) *int { return &s.Points.Full },
	"rtt.from":      func(s *ModeSettings) *int { return &s.RTT.From },
	"rtt.second":    func(s *ModeSettings) *int { return &s.RTT.Second },
	"rtt.full":      func(s *ModeSettings) *int { return &s.RTT.Full },
}

// SettingNames are what Set knows.
func SettingNames() []string {
	names := []string{"open", "scenarios"}
	for name := range settings {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Set changes one setting by its name, as commands and forms write it: fill=60, points.from=200, open=true,
// scenarios=duel,arena.
func (s *ModeSettings) Set(name, value string) (err error) {
	at, isNumber := settings[name]
	switch {
	case isNumber:
		*at(s), err = strconv.Atoi(value)
	case name == "open":
		s.Open, err = strconv.ParseBool(value)
	case name == "scenarios":
		s.Scenarios = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	default:
		return fmt.Errorf("there is no setting %q; there are: %s", name, strings.Join(SettingNames(), ", "))
	}
	if err != nil {
		return fmt.Errorf("setting %s: %q is no %s", name, value, map[bool]string{
			true: "whole number", false: "true or false",
		}[isNumber])
	}
	return nil
}
