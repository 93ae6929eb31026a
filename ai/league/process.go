package league

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
)

// answer is a worker's line: an Outcome, or why there is none.
type answer struct {
	Outcome Outcome `json:"outcome"`
	Error   string  `json:"error,omitempty"`
}

// Serve is the other side of a Process: it reads jobs and answers each, until in ends.
func Serve(in io.Reader, out io.Writer, p *Player) error {
	jobs, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var j Job
		if err := jobs.Decode(&j); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a job: %w", err)
		}
		var a answer
		var err error
		if a.Outcome, err = p.Play(j); err != nil {
			a.Error = err.Error()
		}
		if err := answers.Encode(a); err != nil {
			return fmt.Errorf("answer a job: %w", err)
		}
	}
}

// process is a worker in a process of its own: what a commander does there, it does to one game.
type process struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	jobs *json.Encoder
	back *json.Decoder
}

// Process starts a worker whose program calls Serve on its stdin and stdout. If cmd has a context that ends, the
// worker's input does: it has some time to let its commanders go.
func Process(cmd *exec.Cmd) (Worker, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if cmd.Cancel != nil {
		cmd.Cancel, cmd.WaitDelay = in.Close, endTime
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &process{cmd, in, json.NewEncoder(in), json.NewDecoder(out)}, nil
}

// Play implements Worker.
func (p *process) Play(j Job) (Outcome, error) {
	if err := p.jobs.Encode(j); err != nil {
		return Outcome{}, fmt.Errorf("%w: %w", ErrWorkerLost, err)
	}
	var a answer
	if err := p.back.Decode(&a); err != nil {
		return Outcome{}, fmt.Errorf("%w: %w", ErrWorkerLost, err)
	}
	if a.Error != "" {
		return Outcome{}, errors.New(a.Error)
	}
	return a.Outcome, nil
}

// Close ends the process.
func (p *process) Close() error {
	return errors.Join(p.in.Close(), p.cmd.Wait())
}
