package ai

// Style is how a commander leads: how well, and in what spirit. Styles are data, see commanders.yaml in assets.
type Style struct {
	Level       Level
	Personality Personality
}

// Level is what a commander understands, and how fast it is.
type Level struct {
	Name     string
	Reaction int // milliseconds from the first sight of an enemy until it counts
	// a minute; ten seconds of them, or six, may be saved up, or with Split one for each squad of the seat
	Orders int
	Every  int    // ticks between thoughts about a squad
	Memory int    // seconds that an enemy out of sight is remembered
	Skills Skills // what it understands
	Budget int    // microseconds that a Think may take in the mean; whoever runs it measures
}

// Name is how the style is asked for: its level, and a personality that is not the steady one behind a slash.
func (s Style) Name() string {
	if s.Personality.Name == Steady.Name {
		return s.Level.Name
	}
	return s.Level.Name + "/" + s.Personality.Name
}

// Personality is what a commander likes. All numbers are percent; 100 is as usual.
type Personality struct {
	Name    string
	Fight   int32 // of the enemy's strength nearby at which a squad attacks
	Flee    int32 // of it below which it falls back
	Deal    int32 // what harm done counts for against harm taken
	Pull    int32 // what goals count for against a good position
	Raid    int32 // how much it likes goals far from the enemy that nobody holds
	Guard   int32 // how much it likes to keep what it has
	Reserve int32 // of its worth that it holds back at most while nobody needs it
}

// Skills is a set of things that a commander understands.
type Skills uint32

// The skills.
const (
	Split    Skills = 1 << iota // squads over goals, by need
	Gather                      // come together before an attack
	Withdraw                    // leave a lost fight
	Position                    // fight from good places: cover, range, out of the lanes of others
	Route                       // go around what is dangerous
	Throw                       // grenades, smoke
	Mend                        // heal, repair, reinforce
	Scout                       // look where nobody looked
	Support                     // keep mortars and snipers behind, suppress what was seen
	Watch                       // hold with a facing, garrison, build
	Share                       // coordinate with other seats of the team
	Foresee                     // try plans out before ordering them
	Focus                       // several squads shoot at the same enemies
	Reserve                     // hold squads back that are not needed yet, as many as the personality likes
	Ambush                      // hold the fire of hidden squads until the enemy is near
	Cross                       // throw smoke before crossing what enemies rake
)

// SkillNames are the names of the skills in data, in their order.
var SkillNames = []string{
	"split", "gather", "withdraw", "position", "route", "throw", "mend", "scout", "support", "watch", "share",
	"foresee", "focus", "reserve", "ambush", "cross",
}

func (s Style) knows(k Skills) bool { return s.Level.Skills&k != 0 }

// Regular is the style of New. It is that of the embedded data by the same name; a test in assets keeps them equal.
var Regular = Style{
	Level: Level{
		Name: "regular", Reaction: 2500, Orders: 9, Every: 10, Memory: 12,
		Skills: Split | Gather | Withdraw | Mend | Scout | Share, Budget: 50,
	},
	Personality: Steady,
}

// Steady is the personality of whoever has none of its own.
var Steady = Personality{Name: "steady", Fight: 85, Flee: 45, Deal: 100, Pull: 100, Raid: 100, Guard: 100, Reserve: 12}
