package k8s

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/fieldpath"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// A kubelet runs the pods of the cluster, as many at a time as it has slots.
type kubelet struct {
	plane *controlPlane
	done  context.CancelFunc
	slots chan struct{}
	group sync.WaitGroup

	mu      sync.Mutex
	running map[types.UID]*runningPod
	// sabotage says what is done to a pod. attempt counts the pods of an index
	// from 0.
	sabotage func(pod *corev1.Pod, attempt int) fault
	attempts map[string]int // pods by job and index
}

// A runningPod is a pod that is known.
type runningPod struct {
	cancel context.CancelFunc // asks the process to end
	ended  bool
}

// A fault is what is done to a pod.
type fault int

const (
	none     fault = iota
	readOnly       // its volume cannot be written to
	killed         // its process, when it has begun to work
)

const (
	slots = 4
	node  = "one"
)

// startKubelet begins to watch for pods.
func startKubelet(p *controlPlane) (*kubelet, error) {
	ctx, cancel := context.WithCancel(context.Background())
	k := &kubelet{
		plane: p, done: cancel, slots: make(chan struct{}, slots),
		running: map[types.UID]*runningPod{}, attempts: map[string]int{},
	}
	factory := informers.NewSharedInformerFactory(p.client, 0)
	_, err := factory.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { k.see(ctx, o.(*corev1.Pod)) },
		UpdateFunc: func(_, o any) { k.see(ctx, o.(*corev1.Pod)) },
	})
	if err != nil {
		return nil, err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return k, nil
}

// stop ends all pods and waits for them.
func (k *kubelet) stop() {
	k.done()
	k.group.Wait()
}

// see starts a pod that is new, and ends one that is to be deleted.
func (k *kubelet) see(ctx context.Context, pod *corev1.Pod) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r := k.running[pod.UID]
	switch {
	case ctx.Err() != nil:
	case r == nil:
		life, cancel := context.WithCancel(ctx)
		r = &runningPod{cancel: cancel}
		k.running[pod.UID] = r
		if pod.DeletionTimestamp != nil {
			cancel()
		}
		attempt := k.attempts[indexKey(pod)]
		k.attempts[indexKey(pod)]++
		f := none
		if k.sabotage != nil {
			f = k.sabotage(pod, attempt)
		}
		k.group.Go(func() { k.run(ctx, life, pod.DeepCopy(), f) })
	case pod.DeletionTimestamp != nil && r.ended:
		k.group.Go(func() { k.remove(ctx, pod) })
	case pod.DeletionTimestamp != nil:
		r.cancel()
	}
}

// indexKey names the index of a pod.
func indexKey(pod *corev1.Pod) string {
	return pod.Namespace + "/" + pod.Labels["job-name"] + "/" + pod.Annotations["batch.kubernetes.io/job-completion-index"]
}

// run takes a pod through its life. life ends when the pod is to be deleted.
func (k *kubelet) run(ctx, life context.Context, pod *corev1.Pod, f fault) {
	select {
	case k.slots <- struct{}{}:
		defer func() { <-k.slots }()
	case <-life.Done():
	}
	status := &corev1.ContainerStateTerminated{ExitCode: 137, Reason: "ContainerStatusUnknown"}
	if life.Err() == nil {
		if err := k.bind(ctx, pod); err == nil {
			k.report(ctx, pod, corev1.PodRunning, corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.Now()}})
		}
		status = k.process(life, pod, f)
	}
	phase := corev1.PodFailed
	if status.ExitCode == 0 {
		phase = corev1.PodSucceeded
	}
	k.report(ctx, pod, phase, corev1.ContainerState{Terminated: status})
	k.mu.Lock()
	k.running[pod.UID].ended = true
	k.mu.Unlock()
	if life.Err() != nil {
		k.remove(ctx, pod)
	}
}

// bind does what a scheduler does.
func (k *kubelet) bind(ctx context.Context, pod *corev1.Pod) error {
	return k.plane.client.CoreV1().Pods(pod.Namespace).Bind(ctx, &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: pod.Name, UID: pod.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: node},
	}, metav1.CreateOptions{})
}

// remove lets a pod that has ended vanish.
func (k *kubelet) remove(ctx context.Context, pod *corev1.Pod) {
	now := int64(0)
	_ = k.plane.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name,
		metav1.DeleteOptions{GracePeriodSeconds: &now, Preconditions: metav1.NewUIDPreconditions(string(pod.UID))})
}

// report patches the status of a pod.
func (k *kubelet) report(ctx context.Context, pod *corev1.Pod, phase corev1.PodPhase, state corev1.ContainerState) {
	patch, _ := json.Marshal(map[string]any{"status": map[string]any{
		"phase": phase,
		"containerStatuses": []corev1.ContainerStatus{{
			Name: pod.Spec.Containers[0].Name, Image: pod.Spec.Containers[0].Image, State: state, Ready: state.Running != nil,
		}},
	}})
	_, err := k.plane.client.CoreV1().Pods(pod.Namespace).Patch(ctx, pod.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	if err != nil && ctx.Err() == nil {
		k.log(pod, fmt.Sprintf("kubelet: status: %v\n", err))
	}
}

// process runs the container of a pod and returns how it ended.
func (k *kubelet) process(life context.Context, pod *corev1.Pod, f fault) *corev1.ContainerStateTerminated {
	failed := func(err error) *corev1.ContainerStateTerminated {
		k.log(pod, fmt.Sprintf("kubelet: %v\n", err))
		return &corev1.ContainerStateTerminated{ExitCode: 128, Reason: "StartError", Message: err.Error()}
	}
	c, err := k.container(life, pod)
	if err != nil {
		return failed(err)
	}
	c.ReadOnly = f == readOnly
	spec, _ := json.Marshal(c)
	log, err := os.OpenFile(k.logFile(pod), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return failed(err)
	}
	defer log.Close()
	p := exec.CommandContext(life, "/proc/self/exe", containerWord, string(spec))
	p.Stdout, p.Stderr = log, log
	p.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces, Pdeathsig: syscall.SIGKILL}
	p.Cancel = func() error { return p.Process.Signal(syscall.SIGTERM) }
	p.WaitDelay = time.Duration(*pod.Spec.TerminationGracePeriodSeconds) * time.Second
	start := metav1.Now()
	if err := p.Start(); err != nil {
		return failed(err)
	}
	if f == killed {
		go killAtWork(life, p.Process, c.Volume)
	}
	_ = p.Wait()
	end := &corev1.ContainerStateTerminated{ExitCode: int32(p.ProcessState.ExitCode()), Reason: "Error", StartedAt: start, FinishedAt: metav1.Now()}
	if s := p.ProcessState.Sys().(syscall.WaitStatus); s.Signaled() {
		end.ExitCode = 128 + int32(s.Signal())
	}
	if end.ExitCode == 0 {
		end.Reason = "Completed"
	}
	return end
}

// killAtWork kills a process when there is a temporary file below folder.
func killAtWork(life context.Context, p *os.Process, folder string) {
	for life.Err() == nil && len(temporaries(folder)) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	_ = p.Kill()
}

// temporaries returns the temporary files of fanout below a folder.
func temporaries(folder string) (list []string) {
	_ = filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(d.Name(), ".fanout-") {
			list = append(list, name)
		}
		return nil
	})
	return list
}

// container returns what the one container of a pod is to see.
func (k *kubelet) container(ctx context.Context, pod *corev1.Pod) (*container, error) {
	spec := pod.Spec.Containers[0]
	security := pod.Spec.SecurityContext
	folder, err := k.volume(ctx, pod)
	if err != nil {
		return nil, err
	}
	// As the real one: the group of the volume's root, once.
	fsGroup := int(*security.FSGroup)
	if err := os.Chown(folder, -1, fsGroup); err != nil {
		return nil, err
	}
	if err := os.Chmod(folder, 0o2775); err != nil {
		return nil, err
	}
	variables := map[string]string{}
	var env []string
	for _, v := range spec.Env {
		value := v.Value
		if v.ValueFrom != nil && v.ValueFrom.FieldRef != nil {
			if value, err = fieldpath.ExtractFieldPathAsString(pod, v.ValueFrom.FieldRef.FieldPath); err != nil {
				return nil, err
			}
		}
		variables[v.Name] = value
		env = append(env, v.Name+"="+value)
	}
	var args []string
	for _, a := range append(spec.Command, spec.Args...) {
		args = append(args, expansion.Expand(a, expansion.MappingFuncFor(variables)))
	}
	root := k.plane.file("root-" + string(pod.UID))
	if err := os.Mkdir(root, 0o755); err != nil {
		return nil, err
	}
	return &container{
		Root: root, Program: fanout, Hostname: pod.Spec.Hostname, Args: args, Env: env, Dir: spec.WorkingDir,
		Volume: folder, Mount: spec.VolumeMounts[0].MountPath,
		User: int(*security.RunAsUser), Group: int(*security.RunAsGroup), FSGroup: fsGroup,
	}, nil
}

// volume returns the folder of a pod's volume, once its claim is bound.
func (k *kubelet) volume(ctx context.Context, pod *corev1.Pod) (string, error) {
	name := pod.Spec.Volumes[0].PersistentVolumeClaim.ClaimName
	for {
		claim, err := k.plane.client.CoreV1().PersistentVolumeClaims(pod.Namespace).Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return "", err
		}
		if claim.Status.Phase == corev1.ClaimBound {
			volume, err := k.plane.client.CoreV1().PersistentVolumes().Get(ctx, claim.Spec.VolumeName, metav1.GetOptions{})
			if err != nil {
				return "", err
			}
			return volume.Spec.HostPath.Path, nil
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// logFile returns the file of what the pods of one name print.
func (k *kubelet) logFile(pod *corev1.Pod) string {
	return k.plane.file(fmt.Sprintf("pod.%s.%s.%s.log", pod.Namespace, pod.Labels["job-name"], pod.Name))
}

func (k *kubelet) log(pod *corev1.Pod, text string) {
	if f, err := os.OpenFile(k.logFile(pod), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err == nil {
		defer f.Close()
		_, _ = f.WriteString(text)
	}
}

// logs returns what the pods of a job have printed.
func (k *kubelet) logs(namespace, job string) string {
	var b strings.Builder
	names, _ := filepath.Glob(k.plane.file(fmt.Sprintf("pod.%s.%s.*.log", namespace, job)))
	for _, n := range names {
		text, _ := os.ReadFile(n)
		fmt.Fprintf(&b, "%s:\n%s", filepath.Base(n), text)
	}
	return b.String()
}
