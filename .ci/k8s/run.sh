#!/usr/bin/env bash
# Runs the jobs of fanout submit k8s in a Kubernetes control plane on loopback:
# .ci/k8s/run.sh [ARGUMENT OF GO TEST...]. It needs root, Go, the module proxy
# and etcd (Debian: etcd-server), but no containers. The first run builds the
# control plane, ten minutes on 2 cores, and keeps it in KUBE_CACHE.
set -eu
cd "$(dirname "$0")"
command -v etcd >/dev/null || { echo "no etcd: install etcd-server" >&2; exit 1; }
kube=k8s.io/kubernetes
version=$(go list -m -f '{{.Version}}' $kube)
KUBE_BIN=${KUBE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/fanout-k8s}/$version-$(go env GOARCH)
mkdir -p "$KUBE_BIN"
for program in kube-apiserver kube-controller-manager; do
	[ -x "$KUBE_BIN/$program" ] || {
		nice go build -trimpath -ldflags='-s -w' -o "$KUBE_BIN/$program.new" $kube/cmd/$program
		mv "$KUBE_BIN/$program.new" "$KUBE_BIN/$program"
	}
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# As the Dockerfile builds it, so that it runs where there is nothing else.
build=$(sed -n 's/^RUN //p' ../../internal/kube/templates/Dockerfile | sed "s| -o /fanout | -o $work/fanout |")
(cd ../.. && TARGETOS=$(go env GOOS) TARGETARCH=$(go env GOARCH) bash -euc "$build")
chmod 755 "$work"
FANOUT=$work/fanout KUBE_BIN=$KUBE_BIN go test -count=1 -timeout 30m "$@" .
