package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// errEarly is what a server returns that was told to stop while it was starting. Nothing is wrong: what was opened is
// closed, and what was begun on disk is whole.
var errEarly = errors.New("stopped while starting; started again, it goes on from what is there")

// errBrokenOff is what a job returns that was told to stop before it was done.
var errBrokenOff = errors.New("stopped before it was done")

// errTold is what a process returns whose parent has heard what went wrong, and tells it.
var errTold = errors.New("told to the process that started this one")

// toldBy has whoever started a tied process tell what went wrong with it: it reads that on our standard output.
func toldBy(tied bool, err error) error {
	if !tied || err == nil || errors.Is(err, errEarly) {
		return err
	}
	fmt.Fprintln(stdout, err)
	return errTold
}

// starting turns what went wrong in a start into errEarly when ctx has ended: then it is the end that
// every part complains of.
func starting(ctx context.Context, err error) error { return insteadOf(ctx, err, errEarly) }

// working does so for a job.
func working(ctx context.Context, err error) error { return insteadOf(ctx, err, errBrokenOff) }

func insteadOf(ctx context.Context, err, told error) error {
	if err != nil && ctx.Err() != nil {
		return told
	}
	return err
}

// lasting is what commands have that take their time to stop: servers let matches end, others tell
// what they have come to.
type lasting struct{}

func (lasting) lasts() {}

// hurried ends the program soon after ctx, for jobs that are busy and do not look: a replay is folded, a fight fought
// out. A command that is lasting is left alone until a second signal. done is called when the command has ended.
func hurried(ctx context.Context, command any, exit func(code int)) (done func()) {
	if _, slow := command.(interface{ lasts() }); slow {
		return func() {}
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-ended:
		case <-time.After(endWithin):
			exit(codeOf(errBrokenOff))
		}
	})
	return func() {
		stop()
		close(ended)
	}
}

// codes are told by --help and docs/operators.md.
const codes = `

Ends with 0 when all is done, or when a server was told to stop (Ctrl-C, SIGTERM), also while it was starting; with 1
when something went wrong, a job was stopped before it was done, or a promise of a cluster's plan was broken; with 2
when that plan cannot be run; with 80 for flags that it does not understand.`

// codeOf reports what became of a command, and is its exit code.
func codeOf(err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, errTold) {
		return 1
	}
	fmt.Fprintln(stderr, "muster:", err)
	switch {
	case errors.Is(err, errEarly):
		return 0
	case errors.Is(err, errNoRun):
		return 2
	}
	return 1
}
