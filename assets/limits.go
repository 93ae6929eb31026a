package assets

// maxFile is the largest file of text that is read, in bytes: a map of 640 x 640 cells with room to spare. A larger one
// is an error, before anything is made of it.
const maxFile = 2 << 20

// maxPicture is the largest other one: a font of all of Unicode has half of it.
const maxPicture = 32 << 20

// mostHeld is the longest that a lesson asks for something to be kept up, in seconds: longer is waiting, not learning.
const mostHeld = 60
