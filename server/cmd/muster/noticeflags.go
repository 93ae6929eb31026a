package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"muster/matchmaker"
)

// noticeFlags are what operators choose of the messages that tell players of turns.
type noticeFlags struct {
	SMTP         string   `name:"smtp" help:"Mail server that tells players of turns, if they wish: smtps://USER@HOST:465, or smtp://USER@HOST:587 with STARTTLS. Without, no mail is sent." placeholder:"URL" env:"MUSTER_SMTP"`
	SMTPPassword string   `name:"smtp-password" help:"File of USER's password there." placeholder:"FILE"`
	SMTPFrom     string   `name:"smtp-from" help:"Whom that mail is from, such as 'Muster <muster@example.org>'." placeholder:"ADDRESS"`
	Webhooks     bool     `help:"Let players have webhooks called when a turn is theirs; at public addresses alone." default:"true" negatable:""`
	Push         bool     `help:"Tell players by their browsers, if they wish (web push)." default:"true" negatable:""`
	NoticeHost   []string `name:"notice-host" help:"Host, address or range that webhooks and web push may reach though it is not public, such as 10.1.0.0/16; may be given several times." placeholder:"HOST"`
}

// notices is what these flags choose.
func (o *noticeFlags) notices() (cfg matchmaker.Notices, err error) {
	cfg = matchmaker.Notices{Webhooks: o.Webhooks, Push: o.Push, Allowed: o.NoticeHost}
	cfg.Mail.Server, cfg.Mail.From = o.SMTP, o.SMTPFrom
	switch {
	case o.SMTP == "" && (o.SMTPPassword != "" || o.SMTPFrom != ""):
		return cfg, errors.New("--smtp-password and --smtp-from: there is no --smtp that they would be for")
	case o.SMTP != "" && o.SMTPFrom == "":
		return cfg, errors.New("--smtp: give the address that mail is from, too: --smtp-from muster@example.org")
	case o.SMTPPassword == "":
		return cfg, nil
	}
	b, err := os.ReadFile(o.SMTPPassword)
	if err != nil {
		return cfg, fmt.Errorf("--smtp-password: %w", err)
	}
	cfg.Mail.Password = strings.TrimRight(string(b), "\r\n")
	return cfg, nil
}
