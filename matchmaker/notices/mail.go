package notices

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"
)

// Mail is the operator's mail server.
type Mail struct {
	Server   string      // smtps://USER@HOST:465, or smtp://USER@HOST:587, which must offer STARTTLS unless it is local
	Password string      // of USER
	From     string      // whom messages are from, such as Muster <muster@example.org>
	TLS      *tls.Config // nil for the usual
}

// mailer sends by that server, each message over a connection of its own: they are few.
type mailer struct {
	host    string
	from    string
	options []mail.Option
}

// newMailer checks what the operator says.
func newMailer(m Mail) (*mailer, error) {
	u, err := url.Parse(m.Server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("the mail server must be smtps://USER@HOST:465 or smtp://USER@HOST:587")
	}
	from, err := netmail.ParseAddress(m.From)
	if err != nil {
		return nil, fmt.Errorf("whom mail is from: %q is no address, such as Muster <muster@example.org>", m.From)
	}
	s := &mailer{host: u.Hostname(), from: from.String(), options: []mail.Option{
		mail.WithTimeout(mailWithin), mail.WithoutNoop(),
	}}
	port := "587"
	if u.Scheme == "smtps" {
		port = "465"
		s.options = append(s.options, mail.WithSSL())
	} else if ip := net.ParseIP(s.host); s.host == "localhost" || ip != nil && ip.IsLoopback() {
		s.options = append(s.options, mail.WithTLSPolicy(mail.TLSOpportunistic)) // nobody is in between
	} else {
		s.options = append(s.options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if u.Port() != "" {
		port = u.Port()
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("the mail server's port %q is no number", port)
	}
	s.options = append(s.options, mail.WithPort(n))
	if m.TLS != nil {
		s.options = append(s.options, mail.WithTLSConfig(m.TLS))
	}
	if name := u.User.Username(); name != "" {
		s.options = append(s.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(name),
			mail.WithPassword(m.Password))
	}
	_, err = mail.NewClient(s.host, s.options...)
	return s, err
}

func (s *mailer) send(ctx context.Context, m *message) error {
	msg, err := s.compose(m)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	c, err := mail.NewClient(s.host, s.options...)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	if err := c.DialWithContext(ctx); err != nil {
		return err // nothing was said yet
	}
	err = c.Send(msg)
	_ = c.Close() // what counts is the answer to the message
	if err == nil || msg.IsDelivered() {
		return nil
	}
	return judgeMail(err, m.way.Target)
}

// unaddressed is an error whose text is without a player's address: logs outlive accounts.
type unaddressed struct {
	error
	address string
}

func (e *unaddressed) Error() string {
	return regexp.MustCompile(`(?i)`+regexp.QuoteMeta(e.address)).ReplaceAllString(e.error.Error(), "(the address)")
}

func (e *unaddressed) Unwrap() error { return e.error }

// judgeMail tells what a failed delivery means. Before the message is sent, and when the server answers it with a
// failure, it did not arrive; where the link breaks in between nobody knows.
func judgeMail(err error, address string) error {
	var failed *mail.SendError
	known := errors.As(err, &failed)
	err = &unaddressed{err, address}
	if !known {
		return fmt.Errorf("%w: %w", errUnknown, err)
	}
	switch failed.Reason {
	case mail.ErrSMTPDataClose, mail.ErrWriteContent:
		if failed.ErrorCode() == 0 {
			return fmt.Errorf("%w: %w", errUnknown, err)
		}
	}
	if !failed.IsTemp() && failed.ErrorCode() >= 500 {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	return err
}

func (s *mailer) compose(m *message) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := msg.From(s.from); err != nil {
		return nil, err
	}
	if err := msg.To(m.way.Target); err != nil {
		return nil, err
	}
	msg.Subject(m.title)
	msg.SetMessageIDWithValue(m.id + "@" + s.domain())
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if err := msg.SetListUnsubscribeOneClick(m.end); err != nil { // a server without TLS, for trials
		msg.SetListUnsubscribe(m.end)
		msg.SetListUnsubscribePost()
	}
	msg.SetBodyString(mail.TypeTextPlain, m.text+"\n\n"+m.link+"\n\n-- \n"+m.ends+"\n"+m.end+"\n")
	return msg, nil
}

func (s *mailer) domain() string {
	a, _ := netmail.ParseAddress(s.from) // it was checked
	return a.Address[strings.LastIndexByte(a.Address, '@')+1:]
}

// CheckAddress returns an address of mail as it is used, or says what is wrong: it is an address alone, without a name,
// a comment or anything that could become a header or a command.
func CheckAddress(text string) (string, error) {
	wrong := errors.New("it is no address of mail, such as ann@example.org")
	text = strings.TrimSpace(text)
	if len(text) > 254 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", wrong
	}
	a, err := netmail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != text || strings.ContainsAny(text, "\"<>()[]\\,;:") {
		return "", wrong
	}
	at := strings.LastIndexByte(text, '@')
	if at > 64 || !strings.Contains(text[at:], ".") {
		return "", wrong
	}
	return text[:at] + strings.ToLower(text[at:]), nil
}
