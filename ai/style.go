package ai

// Style is how a commander leads: how well, and with what temper. Styles are data, see commanders.yaml in assets.
type Style struct {
	Level       Level
	Personality Personality
}

// Level is what a commander understands, and how fast it is.
type Level struct {
	Name     string
	Reaction int // milliseconds from the first sight of an enemy until it is reacted to
	// a minute; it saves up to ten seconds of them, or six, or with Split one for each squad of the seat
	Orders int
	Every  int    // ticks between thoughts about a squad
	Memory int    // seconds that an enemy out of sight is remembered
	Ahead  int    // by turns: thousands of ticks of a man that it tries plans of a turn out for; 0 for none
	Skills Skills // what it understands
	Budget int    // microseconds that a Think may take on average; whoever runs it measures
}

// Name is the style's name in flags and data: its level, then a slash and the personality unless that is the steady
// one.
func (s Style) Name() string {
	if s.Personality.Name == Steady.Name {
		return s.Level.Name
	}
	return s.Level.Name + "/" + s.Personality.Name
}

// Personality is what a commander prefers. All numbers are percent; 100 is normal.
type Personality struct {
	Name    string
	Fight   int32 // of the enemy's strength nearby at which a squad attacks
	Flee    int32 // of the enemy's strength below which it falls back
	Deal    int32 // weight of damage done against damage taken
	Pull    int32 // weight of goals against a good position
	Raid    int32 // weight of undefended goals
	Guard   int32 // weight of points that it holds already
	Reserve int32 // share of its worth held back while it is not needed, at most
}

// Skills is a set of things that a commander understands.
type Skills uint32

// The skills.
const (
	Split     Skills = 1 << iota // split squads over goals, by need
	Gather                       // come together before an attack
	Withdraw                     // leave a lost fight
	Position                     // fight from good places: cover, range, out of the lanes of others
	Route                        // go around what is dangerous
	Throw                        // grenades, smoke
	Mend                         // heal, repair, reinforce
	Scout                        // explore what has not been seen
	Support                      // keep mortars and snipers behind, suppress what was seen
	Watch                        // hold with a facing, garrison, build
	Share                        // coordinate with other seats of the team
	Lookahead                    // try orders out before giving them; "foresee" in data
	Focus                        // several squads shoot at the same enemies
	Reserve                      // hold back squads that are not needed yet
	Ambush                       // hold the fire of hidden squads until the enemy is near
	Cross                        // throw smoke before crossing ground under fire
	Pursue                       // go after the enemy when every point is held
)

// SkillNames are the names of the skills in data, in their order.
var SkillNames = []string{
	"split", "gather", "withdraw", "position", "route", "throw", "mend", "scout", "support", "watch", "share",
	"foresee", "focus", "reserve", "ambush", "cross", "pursue",
}

func (s Style) knows(k Skills) bool { return s.Level.Skills&k != 0 }

// Regular is the style of New. The embedded data has a style of the same name; a test in assets keeps them equal.
var Regular = Style{
	Level: Level{
		Name: "regular", Reaction: 2500, Orders: 9, Every: 10, Memory: 12,
		Skills: Split | Gather | Withdraw | Mend | Scout | Share, Budget: 50,
	},
	Personality: Steady,
}

// Steady is the default personality.
var Steady = Personality{Name: "steady", Fight: 85, Flee: 45, Deal: 100, Pull: 100, Raid: 100, Guard: 100, Reserve: 12}
