// Package sound is what a battle sounds like, without a device: every sound is synthesised when the game starts, placed
// by the camera, and mixed into a stream that whoever owns a device reads. Nothing is loaded from files.
//
//	effects.go   what each cue sounds like      synth.go    what sounds are made of
//	ambience.go  wind, and birds while it is calm           mixer.go  voices in, one stream out
//	ear.go       where a cue is heard           captions.go the same for the eye
//	music.go     chords and a few notes, for who wants them
//
// The stream is stereo, 32-bit floats, little-endian, Rate frames a second. It never ends: where
// nothing sounds it is zero.
package sound

// Rate is how many frames there are in a second.
const Rate = 48000

// frameSize is a frame in bytes: two channels of four.
const frameSize = 8

// Volumes are how loud the kinds of sound are, each from 0 to 1.
type Volumes struct{ Effects, Interface, Ambience, Music float32 }

// sample is a sound, in one channel.
type sample []float32
