package api

import "time"

// NoticeKind is a way to be told that a turn is one's own.
type NoticeKind string

// The kinds.
const (
	ByMail    NoticeKind = "mail"
	ByWebhook NoticeKind = "webhook"
	ByPush    NoticeKind = "push"
)

// Notices are where and when the caller is told of turns (GET /v1/players/me/notices).
type Notices struct {
	NoticeWishes
	Ways   []NoticeWay  `json:"ways"`
	Offers []NoticeKind `json:"offers" doc:"the kinds that this server can send"`
	Key    string       `json:"key,omitempty" doc:"the server's key for a browser's pushManager.subscribe, where it offers push"`
}

// NoticeWishes are when a player is told, and in which language (PUT /v1/players/me/notices).
type NoticeWishes struct {
	Zone      string `json:"zone,omitempty" maxLength:"64" example:"Asia/Shanghai" doc:"time zone of IANA's list; empty for UTC"`
	QuietFrom string `json:"quiet_from,omitempty" maxLength:"5" example:"22:30" doc:"nothing is sent from then on, there"`
	QuietTo   string `json:"quiet_to,omitempty" maxLength:"5" example:"07:00" doc:"until then; the same as quiet_from, or nothing, for no quiet hours"`
	Lang      string `json:"lang,omitempty" enum:",en,zh" doc:"of the messages"`
}

// NoticeWay is somewhere that a player is told.
type NoticeWay struct {
	ID        string     `json:"id"`
	Kind      NoticeKind `json:"kind"`
	Target    string     `json:"target" doc:"the address; of web push only whose service it is"`
	Confirmed bool       `json:"confirmed" doc:"else nothing but the link to confirm it goes there"`
	Secret    string     `json:"secret,omitempty" doc:"of a webhook, when it is made: messages are signed with it as standardwebhooks.com says"`
	Created   time.Time  `json:"created"`
}

// NewNoticeWay asks to be told somewhere (POST /v1/players/me/notices/ways). A message with a link goes there; nothing
// else does before somebody has followed it.
type NewNoticeWay struct {
	Kind   NoticeKind `json:"kind" enum:"mail,webhook,push"`
	Target string     `json:"target" minLength:"3" maxLength:"1024" doc:"an address of mail, or a URL: of a webhook, or the endpoint of a browser's push subscription"`
	Auth   string     `json:"auth,omitempty" maxLength:"64" doc:"of web push: the subscription's key of this name"`
	P256dh string     `json:"p256dh,omitempty" maxLength:"128" doc:"of web push: the subscription's key of this name"`
}
