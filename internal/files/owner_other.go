//go:build !linux

package files

// hasSpaces: processes may be numbered for each container by itself.
const hasSpaces = false

func bootID() string             { return "" }
func pidSpace() string           { return "" }
func startOf(int) (string, bool) { return "", true }
