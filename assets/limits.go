package assets

// maxFile is the largest file that is read, in bytes: a map of 640 x 640 cells with room to spare. A larger one is an
// error, before anything is made of it.
const maxFile = 2 << 20
