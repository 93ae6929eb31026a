package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/matchmaker"
	"muster/matchmaker/matching"
)

func TestOperatorsChooseWaysToPlay(t *testing.T) {
	read := func(text string) (cfg matchmaker.Config, err error) {
		file := filepath.Join(t.TempDir(), "modes.yaml")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		err = (&queueFlags{Modes: file}).apply(&cfg, assets.Embedded())
		return cfg, err
	}
	cfg, err := read(`
modes:
  - {name: duels, scenarios: [duel], rated: true, accept: 15, fill: 60, points: {from: 150, second: 10, full: 90}, rtt: {from: 60}}
levels:
  - {name: recruit, points: 1100}
  - {name: elite/raider, points: 1800}
`)
	require.NoError(t, err)
	require.Equal(t, matching.Widening{From: 150, PerSecond: 10, Full: 90 * time.Second}, cfg.Modes[0].Window)
	require.Equal(t, matching.Widening{From: 60}, cfg.Modes[0].RTT)
	require.Equal(t, 1, cfg.Modes[0].PartyMax)
	require.Equal(t, "duels", cfg.Modes[0].Title)
	require.Equal(t, matching.Level{Name: "elite/raider", Points: 1800}, cfg.Levels[1])
	require.Len(t, cfg.Levels, 2)
	cfg, err = read("\ufeffmodes:\r\n  - {name: duels}\r\n")
	require.NoError(t, err, "written on Windows")
	require.Equal(t, "duels", cfg.Modes[0].Name)
	for text, want := range map[string]string{
		"modes: [{name: caf\xe9}]":         ":1:19: byte 0xe9 is no letter in UTF-8: save the file as UTF-8",
		"modes: [{nam: x}]":                `unknown field "nam"`,
		"modes: [{title: x}]":              "a mode has no name",
		"levels: [{name: general}]":        "there is no commander",
		"modes: [{name: x, accept: soon}]": "modes.yaml:1:27: ",
	} {
		_, err := read(text)
		require.ErrorContains(t, err, want)
	}
	require.ErrorContains(t, (&queueFlags{Replays: "https://r.example/"}).apply(&cfg, assets.Embedded()), "{match}")
	require.ErrorContains(t, (&queueFlags{Origin: []string{"play.example"}}).apply(&cfg, assets.Embedded()),
		"--origin play.example")
}
