package assets

// maxFile is the largest file of text that is read, in bytes: a map of 640 x 640 cells with room to spare. A larger one
// is an error, before anything is made of it.
const maxFile = 2 << 20

// maxPicture is the largest other one: a font of all of Unicode has half of it.
const maxPicture = 32 << 20

// mostHeld is the longest that a lesson asks for something to be kept up, in seconds: longer is waiting, not learning.
const mostHeld = 60

// maxNested is how deep lists and maps of a Tree may lie in each other. Nothing that people write has six levels, and
// the parser's time grows with the square of the depth.
const maxNested = 20

// maxWrong is how many mistakes of a map are told: what is no map at all has one in each line.
const maxWrong = 20

// A mod is data that a person wrote: what is larger is refused before it is read. Packed is a zip's own size.
const (
	maxMod      = 16 << 20 // bytes of all its files: eight of the largest maps
	maxPacked   = maxMod + 1<<20
	maxModFiles = 2000
	maxModName  = 120 // bytes of a file's name
	maxTitle    = 80  // bytes: it stands in a list
)

// maxIcon is the largest file of an icon, in bytes: what an SVG of a map symbol has is some hundreds.
const maxIcon = 64 << 10

// maxIcons is how many a Set may have of its own: there are a hundred things with one.
const maxIcons = 256

// maxIconsAll is the largest that all of them are together, in bytes: what is larger takes minutes to draw.
const maxIconsAll = 1 << 20

// An SVG is drawn in the time of its numbers: these keep a hostile one below a second.
const (
	maxElements = 400
	maxArcs     = 1000      // each costs as much as a hundred lines
	mostSVG     = 8192.0    // of a number, and of its width and height
	mostLarger  = 16.0      // of all scale(...) together
	farthest    = 4_000_000 // of all numbers together: the path of a detailed symbol comes to 200,000
)
