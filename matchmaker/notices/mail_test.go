package notices

import (
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// mailbox is a mail server that keeps what it was sent, or answers otherwise.
type mailbox struct {
	mu     sync.Mutex
	to     []string
	bodies []string
	rcpt   error  // answer to a receiver
	data   error  // answer to a message
	cut    func() // the link, when a message has come and nothing was answered
}

type visit struct {
	*mailbox
	c *smtp.Conn
}

func (m *mailbox) NewSession(c *smtp.Conn) (smtp.Session, error) { return &visit{m, c}, nil }

func (v *visit) Reset()                                   {}
func (v *visit) Logout() error                            { return nil }
func (v *visit) Mail(_ string, _ *smtp.MailOptions) error { return nil }

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.to = append(v.to, to)
	return v.rcpt
}

func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.bodies = append(v.bodies, string(b))
	if v.cut != nil {
		v.c.Conn().Close()
	}
	if err != nil {
		return err
	}
	return v.data
}

// open has the server listen.
func (m *mailbox) open(t *testing.T) (url string) {
	s := smtp.NewServer(m)
	s.Domain = "mail.example"
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(ln) // ends with Close
	}()
	t.Cleanup(func() {
		_ = s.Close()
		<-done
	})
	return "smtp://" + ln.Addr().String()
}

func aMessage(kind api.NoticeKind, target, secret string) *message {
	n := &Notices{cfg: Config{Link: "https://play.example"}, key: []byte("k")}
	return n.compose(&store.Notice{
		Number: 7, Way: store.NoticeWay{ID: "w1", Kind: kind, Target: target, Secret: secret}, Turn: 4, Match: "m 1",
		Scenario: "farms\r\nBcc: everybody@example.org", Until: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		Opponents: []string{"~Bo 伯", "x\r\n.\r\nMAIL FROM:<evil@example.org>"},
		Wishes:    store.NoticeWishes{Zone: "Asia/Shanghai"},
	})
}

// A mail says what it is of, leads to the match, and ends with one click. Nothing in it becomes a header, a receiver or
// a command.
func TestAMailOverTheWire(t *testing.T) {
	box := &mailbox{}
	s, err := newMailer(Mail{Server: box.open(t), From: "Muster <turns@play.example>"})
	require.NoError(t, err)
	require.NoError(t, s.send(t.Context(), aMessage(api.ByMail, "ann@example.org", "")))
	require.Equal(t, []string{"ann@example.org"}, box.to)
	require.Len(t, box.bodies, 1)
	m, err := mail.ReadMessage(strings.NewReader(box.bodies[0]))
	require.NoError(t, err)
	require.Empty(t, m.Header.Get("Bcc"))
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	require.NoError(t, err)
	require.Contains(t, subject, "Your turn: farms")
	require.Equal(t, "<ann@example.org>", m.Header.Get("To"))
	require.Equal(t, `"Muster" <turns@play.example>`, m.Header.Get("From"))
	require.Equal(t, "<notice-w1-7@play.example>", m.Header.Get("Message-ID"))
	require.Equal(t, "List-Unsubscribe=One-Click", m.Header.Get("List-Unsubscribe-Post"))
	end := m.Header.Get("List-Unsubscribe")
	require.True(t, strings.HasPrefix(end, "<https://play.example/v1/notices/w1/end?code="), end)
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	require.NoError(t, err)
	for _, want := range []string{
		"It is your turn (4)", "Guest Bo 伯", "You have until 2026-03-01 20:00 CST.",
		"https://play.example/play?match=m+1",
		strings.Trim(end, "<>"),
	} {
		require.Contains(t, string(body), want)
	}
}

// What a server answers tells whether a mail goes again: not when it refuses for good, and not when nobody knows
// whether it took it.
func TestWhatAMailServerAnswers(t *testing.T) {
	refusal := func(code int) error { return &smtp.SMTPError{Code: code, Message: "no: <Ann@example.org>"} }
	for name, c := range map[string]struct {
		box  *mailbox
		want error // nil for one that goes again
	}{
		"the receiver is unknown":  {&mailbox{rcpt: refusal(550)}, errRefused},
		"the receiver must wait":   {&mailbox{rcpt: refusal(450)}, nil},
		"the message is refused":   {&mailbox{data: refusal(554)}, errRefused},
		"the message must wait":    {&mailbox{data: refusal(451)}, nil},
		"the link broke behind it": {&mailbox{cut: func() {}}, errUnknown},
	} {
		s, err := newMailer(Mail{Server: c.box.open(t), From: "turns@play.example"})
		require.NoError(t, err)
		err = s.send(t.Context(), aMessage(api.ByMail, "ann@example.org", ""))
		require.Error(t, err, name)
		require.NotContains(t, strings.ToLower(err.Error()), "ann@example.org", "logs outlive accounts")
		for _, e := range []error{errRefused, errUnknown, errGone} {
			require.Equal(t, e == c.want, errors.Is(err, e), "%s: %v", name, err)
		}
	}
	s, err := newMailer(Mail{Server: "smtp://127.0.0.1:1", From: "turns@play.example"})
	require.NoError(t, err)
	err = s.send(t.Context(), aMessage(api.ByMail, "ann@example.org", ""))
	require.Error(t, err)
	require.NotErrorIs(t, err, errUnknown, "nobody was there")
	require.NotErrorIs(t, err, errRefused)
}

// A server elsewhere that offers no encryption is told nothing, not even whom a mail is for.
func TestMailGoesEncryptedToOtherMachines(t *testing.T) {
	for text, want := range map[string]string{
		"smtp://mail.example": "may be dialled", "": "", "ftp://x": "", "smtp://": "", "smtp://h:port": "",
	} {
		_, err := newMailer(Mail{Server: text, From: "a@b.example"})
		require.Equal(t, want != "", err == nil, text)
	}
	_, err := newMailer(Mail{Server: "smtp://h", From: "nobody"})
	require.ErrorContains(t, err, "is no address")
}

// Addresses that could become something else are refused.
func TestHostileAddresses(t *testing.T) {
	for _, bad := range []string{
		"", "ann", "ann@", "@example.org", "ann@example", "ann@exa mple.org", "ann@example.org\r\nBcc: bob@example.org",
		"ann@example.org\nRCPT TO:<bob@example.org>", "Ann <ann@example.org>", "ann@example.org, bob@example.org",
		"<ann@example.org>", `"a b"@example.org`, `"a\r\nx"@example.org`, "ann@[127.0.0.1]", "ann(x)@example.org",
		"ann@example.org;bob@example.org", "ann@@example.org", "ann\x00@example.org", "änn@example.org",
		strings.Repeat("a", 65) + "@example.org", "a@" + strings.Repeat("b", 250) + ".org", "ann@example.org>",
	} {
		_, err := CheckAddress(bad)
		require.Error(t, err, "%q", bad)
	}
	for text, want := range map[string]string{
		" Ann.B+x@Example.ORG ": "Ann.B+x@example.org", "o'hara@mail.example.org": "o'hara@mail.example.org",
	} {
		got, err := CheckAddress(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// Whatever is taken for an address, it is one word that no mail server reads as more.
func FuzzCheckAddress(f *testing.F) {
	f.Add("ann@example.org")
	f.Add("a\r\nb@example.org")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := CheckAddress(text)
		if err != nil {
			return
		}
		require.NotContains(t, got, " ")
		require.False(t, strings.ContainsAny(got, "\r\n\t<>,;:\"\\()[]\x00"), "%q", got)
		require.Equal(t, 1, strings.Count(got, "@"), "%q", got)
	})
}
