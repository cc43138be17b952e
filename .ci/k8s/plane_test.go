package k8s

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// A controlPlane is a cluster without nodes.
type controlPlane struct {
	dir      string
	server   string // its address
	client   *kubernetes.Clientset
	warnings warnings
	kubelet  *kubelet

	processes []*exec.Cmd // in the order of their start
}

const token = "of-a-test-on-loopback"

// startPlane starts the processes in dir and waits until they answer.
func startPlane(ctx context.Context, dir string) (p *controlPlane, err error) {
	p = &controlPlane{dir: dir}
	defer func() {
		if err != nil {
			p.stop()
		}
	}()
	ports, err := freePorts(3)
	if err != nil {
		return nil, err
	}
	etcd := fmt.Sprintf("http://127.0.0.1:%d", ports[0])
	peer := fmt.Sprintf("http://127.0.0.1:%d", ports[1])
	p.server = fmt.Sprintf("https://127.0.0.1:%d", ports[2])
	if err := p.writeKeys(); err != nil {
		return nil, err
	}
	if err := p.start("etcd", "etcd", "--data-dir", p.file("etcd"), "--unsafe-no-fsync",
		"--listen-client-urls", etcd, "--advertise-client-urls", etcd,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer); err != nil {
		return nil, err
	}
	if err := p.start("kube-apiserver", filepath.Join(binaries, "kube-apiserver"),
		"--etcd-servers", etcd, "--secure-port", fmt.Sprint(ports[2]), "--bind-address", "127.0.0.1",
		"--advertise-address", "192.0.2.1", "--endpoint-reconciler-type", "none", "--cert-dir", p.file("certs"),
		"--service-account-issuer", "https://kubernetes.default.svc", "--service-account-key-file", p.file("sa.pub"),
		"--service-account-signing-key-file", p.file("sa.key"), "--service-cluster-ip-range", "10.0.0.0/24",
		"--token-auth-file", p.file("tokens.csv"), "--authorization-mode", "RBAC"); err != nil {
		return nil, err
	}
	if err := p.connect(ctx); err != nil {
		return nil, err
	}
	if err := p.start("kube-controller-manager", filepath.Join(binaries, "kube-controller-manager"),
		"--kubeconfig", p.file("kubeconfig"), "--leader-elect=false", "--secure-port", "0",
		"--controllers", "job-controller,serviceaccount-controller,garbage-collector-controller,persistentvolume-binder-controller"); err != nil {
		return nil, err
	}
	p.kubelet, err = startKubelet(p)
	return p, err
}

func (p *controlPlane) file(name string) string { return filepath.Join(p.dir, name) }

// start starts a process that ends with this one. What it prints is NAME.log.
func (p *controlPlane) start(name, program string, args ...string) error {
	log, err := os.Create(p.file(name + ".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	c.Stdout, c.Stderr = log, log
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if err := c.Start(); err != nil {
		return err
	}
	p.processes = append(p.processes, c)
	return nil
}

// stop ends the pods, then the processes, the last first.
func (p *controlPlane) stop() {
	if p.kubelet != nil {
		p.kubelet.stop()
	}
	for i := len(p.processes) - 1; i >= 0; i-- {
		p.processes[i].Process.Kill()
		p.processes[i].Wait()
	}
	p.processes = nil
}

// connect makes the client and waits until the server is ready.
func (p *controlPlane) connect(ctx context.Context) error {
	config := &rest.Config{
		Host: p.server, BearerToken: token, QPS: 200, Burst: 400,
		TLSClientConfig: rest.TLSClientConfig{Insecure: true},
		WarningHandler:  &p.warnings,
	}
	var err error
	if p.client, err = kubernetes.NewForConfig(config); err != nil {
		return err
	}
	return wait.PollUntilContextTimeout(ctx, 100*time.Millisecond, 3*time.Minute, true, func(ctx context.Context) (bool, error) {
		if _, err := p.client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
			return false, nil
		}
		_, err := p.client.CoreV1().Namespaces().Get(ctx, "default", metav1.GetOptions{})
		return err == nil, nil
	})
}

// writeKeys writes the keys of service accounts, the token, and a kubeconfig.
func (p *controlPlane) writeKeys() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"sa.key":     pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}),
		"sa.pub":     pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}),
		"tokens.csv": []byte(token + `,admin,admin,"system:masters"` + "\n"),
		"kubeconfig": fmt.Appendf(nil, kubeconfig, p.server, token),
	}
	for name, content := range files {
		if err := os.WriteFile(p.file(name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

const kubeconfig = `apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test}}]
clusters: [{name: test, cluster: {server: %q, insecure-skip-tls-verify: true}}]
users: [{name: test, user: {token: %q}}]
`

// freePorts returns ports of loopback that nothing listens on.
func freePorts(n int) (ports []int, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// warnings are what the server warns of.
type warnings struct {
	mu   sync.Mutex
	list []string
}

// HandleWarningHeader keeps a warning.
func (w *warnings) HandleWarningHeader(_ int, _, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, text)
}

// take returns the warnings so far, and forgets them.
func (w *warnings) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.list
	w.list = nil
	return list
}
