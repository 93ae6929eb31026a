package pathbench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

func TestEveryPathIsTheShortest(t *testing.T) {
	for _, m := range []string{"arena", "den312d"} {
		for _, terrain := range []bool{false, true} {
			file := filepath.Join("testdata", m+".map")
			r, err := Run(file, file+".scen", terrain)
			require.NoError(t, err)
			require.NoError(t, r.Err())
			require.Equal(t, r.Queries, r.Optimal)
			require.Greater(t, r.Speedup, 2.0)
		}
	}
}

func TestBadMapsAndScenariosAreNamed(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	sound := write("m.map", "type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n")
	line := "0\tm.map\t3\t2\t0\t0\t2\t1\t3\n"
	for want, files := range map[string][2]string{
		"does not begin like a map": {write("a.map", "type hex\n"), write("a.scen", line)},
		"1 rows, and its head says 2": {
			write("b.map", "type octile\nheight 2\nwidth 3\nmap\n...\n"),
			write("b.scen", line),
		},
		"641 x 1, and the game's": {write("b3.map",
			"type octile\nheight 1\nwidth 641\nmap\n"+strings.Repeat(".", 641)+"\n"), write("b3.scen", line)},
		"b2.map:6: 2 cells": {
			write("b2.map", "type octile\nheight 2\nwidth 3\nmap\n...\n..\n"),
			write("b2.scen", line),
		},
		"no queries":                       {sound, write("c.scen", "version 1\n")},
		"d.scen:2: ":                       {sound, write("d.scen", "version 1\n0\tm.map\t3\n")},
		"e.scen:2: the query does not fit": {sound, write("e.scen", "version 1\n0\tm.map\t3\t2\t0\t0\t3\t1\t3\n")},
		"1 of 1 paths are not":             {sound, write("f.scen", "version 1\n0\tm.map\t3\t2\t0\t0\t2\t1\t2.5\n")},
	} {
		r, err := Run(files[0], files[1], false)
		if err == nil {
			err = r.Err()
		}
		require.ErrorContains(t, err, want)
	}
	r, err := Run(sound, write("g.scen", "version 1\n"+line), false)
	require.NoError(t, err)
	require.NoError(t, r.Err())
}

// Whatever is given for a map or a scenario, it is read whole or refused with the file's name.
func FuzzOctile(f *testing.F) {
	f.Add([]byte("type octile\nheight 2\nwidth 3\nmap\n...\n.@.\n"),
		[]byte("version 1\n0\tm.map\t3\t2\t0\t0\t2\t1\t3\n"))
	f.Fuzz(func(t *testing.T, octile, scen []byte) {
		files := [2]string{filepath.Join(t.TempDir(), "m.map"), filepath.Join(t.TempDir(), "m.scen")}
		require.NoError(t, os.WriteFile(files[0], octile, 0o600))
		require.NoError(t, os.WriteFile(files[1], scen, 0o600))
		field, err := readOctile(files[0])
		if err != nil {
			require.ErrorContains(t, err, files[0])
			return
		}
		require.Len(t, field.letters, int(field.w*field.h))
		queries, err := readScen(files[1], field.w, field.h)
		if err != nil {
			require.ErrorContains(t, err, files[1])
			return
		}
		finder := game.NewFinder(field.even(), game.Foot, 70, 99)
		for _, q := range queries[:min(len(queries), 4)] {
			finder.Find(q.fromX, q.fromY, q.toX, q.toY)
		}
	})
}
