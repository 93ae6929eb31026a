package main

import (
	"context"
	"os"
	"os/exec"

	"muster/ai/plugin"
)

// compileCmd is the process that compiles a plug-in.
type compileCmd struct {
	Into string `arg:"" help:"Directory to compile into."`
}

// Run ends the process as package plugin wants it.
func (c *compileCmd) Run(ctx context.Context) error {
	os.Exit(plugin.Serve(ctx, os.Stdin, stderr, c.Into, plugin.CompileTime))
	return nil
}

// compiler starts this program once more to compile.
func compiler(ctx context.Context, dir string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	cmd := exec.CommandContext(ctx, self, "compile-plugin", dir)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return cmd
}
