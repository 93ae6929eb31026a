//go:build linux || freebsd || netbsd || openbsd

package display

import "syscall"

func init() {
	if why := missing(); why != "" {
		syscall.Write(2, []byte("muster-play: there is no display to open a window on: "+why+
			". Start it on a desktop, or watch in the terminal with: muster watch\n"))
		syscall.Exit(Missing)
	}
}

// missing says what is wrong with the display; empty if nothing is. Displays of other machines are not tried.
func missing() string {
	name, _ := syscall.Getenv("DISPLAY")
	if name == "" {
		return "DISPLAY is not set"
	}
	if name[0] != ':' {
		return ""
	}
	number := name[1:]
	for i := range len(number) {
		if number[i] == '.' {
			number = number[:i]
			break
		}
	}
	socket := "/tmp/.X11-unix/X" + number
	if answers(socket) || answers("@"+socket) {
		return ""
	}
	return "nothing answers at DISPLAY " + name
}

func answers(socket string) bool {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return true // let Ebitengine find out
	}
	defer syscall.Close(fd)
	return syscall.Connect(fd, &syscall.SockaddrUnix{Name: socket}) == nil
}
