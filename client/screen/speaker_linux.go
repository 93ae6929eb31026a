package screen

// #cgo pkg-config: alsa
// #include <alsa/asoundlib.h>
//
// static void hush(const char *file, int line, const char *function, int err, const char *fmt, ...) {}
// static void hush_alsa(void) { snd_lib_error_set_handler(hush); }
import "C"

// Where there is no sound device ALSA writes a page of its own affairs to stderr. The settings say it in a line.
func init() { C.hush_alsa() }
