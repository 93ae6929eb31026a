// Command overlay prints what go build and go test take after -overlay to make a build with a mutant:
//
//	go build -overlay $(go run ./shard/simulate/mutants/overlay 31-renewal-shortens) -o mutant ./server/cmd/muster
package main

import (
	"fmt"
	"os"

	"muster/printable"
	"muster/shard/simulate/mutants"
)

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("name a mutant, as the files of shard/simulate/mutants/list have it"))
	}
	root, err := os.Getwd()
	if err != nil {
		fail(err)
	}
	m, err := mutants.Read(root, os.Args[1])
	if err != nil {
		fail(err)
	}
	to, err := os.MkdirTemp("", "mutant")
	if err != nil {
		fail(err)
	}
	file, err := m.Overlay(root, to)
	if err != nil {
		fail(err)
	}
	fmt.Fprintln(printable.NewWriter(os.Stdout), file)
}

func fail(err error) {
	fmt.Fprintln(printable.NewWriter(os.Stderr), "overlay:", err)
	os.Exit(1)
}
