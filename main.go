// Command fanout splits big jobs into chunks, runs them on every core and
// merges the results: resizing image folders, hashing password lists, analyzing
// CSV files.
package main

import (
	"context"
	"os"

	"fanout/cmd"
)

func main() {
	if status, ended := cmd.Supervise(); ended {
		os.Exit(status)
	}
	os.Exit(cmd.Main(context.Background(), os.Args[1:], cmd.System()))
}
