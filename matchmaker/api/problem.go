package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Problem is an error answer as RFC 9457 draws it (application/problem+json). Every error status of the queue and of a
// shard's control API comes back as a *Problem; errors of the network come back as they are.
type Problem struct {
	Type   string          `json:"type,omitempty"`
	Title  string          `json:"title,omitempty"`
	Status int             `json:"status,omitempty"`
	Detail string          `json:"detail,omitempty"`
	Errors []ProblemDetail `json:"errors,omitempty"`

	After time.Duration `json:"-"` // when to try again, from Retry-After; 0 if the answer did not say
}

// ProblemDetail names one wrong field.
type ProblemDetail struct {
	Message  string `json:"message,omitempty"`
	Location string `json:"location,omitempty"`
}

// Error names the status, what is wrong, and where.
func (p *Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s", p.Status, p.Title)
	if p.Detail != "" {
		fmt.Fprintf(&b, ": %s", p.Detail)
	}
	for _, d := range p.Errors {
		fmt.Fprintf(&b, "; %s (%s)", d.Message, d.Location)
	}
	return b.String()
}

// StatusOf is the HTTP status of a Problem somewhere in err, 0 if there is none.
func StatusOf(err error) int {
	var p *Problem
	if errors.As(err, &p) {
		return p.Status
	}
	return 0
}

// Temporary reports whether asking the same again later may help: the network failed, or the other end said so.
func Temporary(err error) bool {
	switch status := StatusOf(err); status {
	case http.StatusTooManyRequests, http.StatusRequestTimeout:
		return true
	default:
		return err != nil && (status == 0 || status >= 500)
	}
}

// readProblem makes a Problem of an error answer. Whatever the other end sent, Status and Title are filled in.
func readProblem(r *http.Response) *Problem {
	p := &Problem{}
	if json.NewDecoder(io.LimitReader(r.Body, maxAnswer)).Decode(p) != nil {
		p = &Problem{}
	}
	p.Status = r.StatusCode
	if p.Title == "" {
		p.Title = http.StatusText(r.StatusCode)
	}
	if s, err := strconv.Atoi(r.Header.Get("Retry-After")); err == nil && s > 0 {
		p.After = time.Duration(min(s, maxRetryAfter)) * time.Second
	}
	return p
}
