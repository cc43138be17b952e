// Package k8s runs what fanout submit k8s writes in a real Kubernetes control
// plane on loopback: etcd, the API server and the controllers of Jobs, volumes
// and garbage. A kubelet of its own runs pods as processes, in file systems
// that hold one static binary and the volume. The script run.sh builds what it
// needs.
package k8s

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// What run.sh names: the program, and the folder with kube-apiserver and
// kube-controller-manager.
var (
	fanout   = os.Getenv("FANOUT")
	binaries = os.Getenv("KUBE_BIN")
)

// plane is the control plane of all tests.
var plane *controlPlane

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == containerWord {
		fmt.Fprintln(os.Stderr, "container:", enterContainer(os.Args[2:]))
		os.Exit(128)
	}
	flag.Parse()
	if fanout == "" || binaries == "" || os.Getuid() != 0 {
		fmt.Println("not run: needs root, FANOUT and KUBE_BIN, as run.sh sets them")
		return
	}
	os.Exit(runTests(m))
}

// runTests starts the plane, runs the tests, and ends it.
func runTests(m *testing.M) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.MkdirTemp("", "fanout-k8s-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	if plane, err = startPlane(ctx, dir); err != nil {
		fmt.Println(err, "- see the logs in", dir)
		return 1
	}
	status := m.Run()
	plane.stop()
	if status == 0 {
		os.RemoveAll(dir)
	} else {
		logs, _ := filepath.Glob(filepath.Join(dir, "*.log"))
		fmt.Println("logs:", logs)
	}
	return status
}
