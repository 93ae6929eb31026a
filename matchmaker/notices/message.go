package notices

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// sentBy is what messages are from, where a name is shown.
const sentBy = "Muster"

// message is what is told, in the player's language.
type message struct {
	id    string // the same however often it is sent
	kind  string // turn.due, or confirm
	way   *store.NoticeWay
	title string // of one line
	text  string
	link  string // to the match, or to the page that confirms
	end   string // to the page that ends the messages
	ends  string // what that link does, in words

	match string
	turn  uint32
	until time.Time
}

// line is the message in one line.
func (m *message) line() string { return strings.ReplaceAll(m.text, "\n", " ") }

// compose writes a message.
func (n *Notices) compose(v *store.Notice) *message {
	lang := v.Wishes.Lang
	t := texts[lang]
	if t == nil {
		lang, t = "en", texts["en"]
	}
	m := &message{
		id: fmt.Sprintf("notice-%s-%d", v.Way.ID, v.Number), way: &v.Way, ends: t["ends"],
		end: n.link(v.Way.ID, "end"), match: v.Match, turn: v.Turn, until: v.Until,
	}
	if v.Confirm {
		m.kind, m.title, m.text, m.link = "confirm", t["confirm.title"], t["confirm.text"], n.link(v.Way.ID, "confirm")
		m.ends = t["confirm.ends"]
		return m
	}
	scenario := v.Scenario
	if n.cfg.Scenario != nil {
		scenario = n.cfg.Scenario(lang, v.Scenario)
	}
	m.kind, m.title = "turn.due", fill(t["turn.title"], "scenario", scenario)
	m.link = n.cfg.Link + "/play?match=" + url.QueryEscape(v.Match)
	m.text = fill(t["turn.text"], "turn", fmt.Sprint(v.Turn), "scenario", scenario,
		"who", strings.Join(called(t, v.Opponents), t["comma"]))
	if len(v.Opponents) == 0 {
		m.text = fill(t["turn.alone"], "turn", fmt.Sprint(v.Turn), "scenario", scenario)
	}
	if !v.Until.IsZero() {
		m.text += fill(t["turn.until"], "until", when(&v.Wishes, v.Until))
	}
	return m
}

// called are players as the game writes them: a guest's name says that it is one.
func called(t map[string]string, names []string) (all []string) {
	for _, name := range names {
		if guest, ok := strings.CutPrefix(name, api.GuestMark); ok {
			name = fill(t["guest"], "name", guest)
		}
		all = append(all, name)
	}
	return all
}

// when is a time as the player's clock shows it.
func when(w *store.NoticeWishes, at time.Time) string {
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		zone = time.UTC
	}
	return at.In(zone).Format("2006-01-02 15:04 MST")
}

func fill(text string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// texts are what messages and pages say, by language and key.
var texts = map[string]map[string]string{
	"en": {
		"guest":         "Guest {name}",
		"comma":         ", ",
		"turn.title":    "Your turn: {scenario}",
		"turn.text":     "It is your turn ({turn}) against {who}, in {scenario}.",
		"turn.alone":    "It is your turn ({turn}) in {scenario}.",
		"turn.until":    " You have until {until}.",
		"ends":          "To stop these messages:",
		"confirm.title": "Confirm your notices",
		"confirm.text": "A player of Muster wishes to be told here of turns that are due. Follow the link to confirm " +
			"this. If that was not you, do nothing: no more messages will come.",
		"confirm.ends": "Or end the request:",
		"page.confirm": "Have a message sent here when a turn is due?",
		"page.end":     "Send no more of these messages?",
		"page.yes":     "Yes",
		"page.done":    "Done. Messages will come here when a turn is due.",
		"page.over":    "Done. No more messages will come.",
		"page.wrong":   "This link is not valid any more.",
	},
	"zh": {
		"guest":         "访客 {name}",
		"comma":         "、",
		"turn.title":    "轮到你了：{scenario}",
		"turn.text":     "{scenario}第 {turn} 回合轮到你了，对手：{who}。",
		"turn.alone":    "{scenario}第 {turn} 回合轮到你了。",
		"turn.until":    "截止时间：{until}。",
		"ends":          "不再接收此类消息：",
		"confirm.title": "确认接收回合通知",
		"confirm.text": "有 Muster 玩家希望在轮到自己时把通知发送到这里。打开链接即可确认。" +
			"如果不是你本人操作，请忽略，之后不会再有消息。",
		"confirm.ends": "或取消该请求：",
		"page.confirm": "轮到你时把通知发送到这里吗？",
		"page.end":     "不再接收此类消息吗？",
		"page.yes":     "确定",
		"page.done":    "已确认。轮到你时会在这里通知。",
		"page.over":    "已停止，之后不会再有消息。",
		"page.wrong":   "链接已失效。",
	},
}

// Text is what a page says, in a language.
func Text(lang, key string) string {
	if t := texts[lang]; t != nil {
		return t[key]
	}
	return texts["en"][key]
}
