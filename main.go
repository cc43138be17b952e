// Command fanout splits big jobs into chunks, runs them on every core and
// merges the results: resizing image folders, hashing password lists.
package main

import (
	"os"

	"fanout/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:], cmd.System())) }
