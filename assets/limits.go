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
