package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"unicode"

	"muster/ai/lines/kits"
)

type newCmd struct {
	Bot newBotCmd `cmd:"" help:"Make a folder with a bot that plays at once, by lines of JSON."`
}

type newBotCmd struct {
	Language string `arg:"" enum:"go,python,js,c" help:"go, python, js or c."`
	Folder   string `arg:"" help:"Folder to make; the bot is called as it is."`
}

// Run makes the folder, and says how to have the bot play.
func (c *newBotCmd) Run() error {
	k, err := kits.Find(c.Language)
	if err != nil {
		return err
	}
	if err := k.Make(c.Folder); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s has a bot that plays; its README.md says more:\n\n", c.Folder)
	fmt.Fprintf(stdout, "    cd %s\n", c.Folder)
	if k.Build != "" {
		fmt.Fprintf(stdout, "    %s\n", k.Build)
	}
	fmt.Fprintf(stdout, "    %s league \"exec:%s\" recruit --scenario duel --games 20\n",
		ownName(), strings.Join(k.Run, " "))
	return nil
}

// ownName is how a shell finds this program from any folder: by its name, where that is this very file, or by its path.
func ownName() string {
	self, err := os.Executable()
	if err != nil {
		return "muster"
	}
	if named, err := exec.LookPath("muster"); err == nil && sameFile(named, self) {
		return "muster"
	}
	plain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-", r) }
	if strings.ContainsFunc(self, func(r rune) bool { return !plain(r) }) {
		return "'" + strings.ReplaceAll(self, "'", `'\''`) + "'"
	}
	return self
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	two, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, two)
}
