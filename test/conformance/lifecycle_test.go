package conformance

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// shutdownLimit is how long Grafana waits before it kills.
const shutdownLimit = 2 * time.Second

func TestShutdownByTheHost(t *testing.T) {
	h := launch(t)
	h.health(t, source{})
	started := time.Now()
	h.client.Kill()
	// Kill says nothing of how it went; it takes the whole limit only where it had to use force.
	if took := time.Since(started); took >= shutdownLimit {
		t.Errorf("shutdown took %s", took)
	}
	if !h.client.Exited() {
		t.Error("the plugin still runs")
	}
}

func TestSigtermEndsInOrder(t *testing.T) {
	p := launchRaw(t, setting.Executable, "")
	if response := p.health(t); response.Status != pluginv2.CheckHealthResponse_OK {
		t.Fatal(response.Message)
	}
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.waitForEnd(t, shutdownLimit); err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := os.Stat(p.address); p.network == "unix" && !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket's file is still there: %v", err)
	}
	if rest := <-p.rest; rest != "" {
		t.Errorf("stdout has more than the handshake line: %q", rest)
	}
}

func TestSigintIsIgnored(t *testing.T) {
	p := launchRaw(t, setting.Executable, "")
	p.health(t)
	for range 3 {
		if err := p.command.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
	}
	if response := p.health(t); response.Status != pluginv2.CheckHealthResponse_OK {
		t.Error(response.Message)
	}
}

func TestStartWithoutTheCookie(t *testing.T) {
	command := exec.Command(setting.Executable)
	command.Env = []string{}
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("ended with %v", err)
	}
	if stdout.Len() > 0 || !bytes.Contains(stderr.Bytes(), []byte("Grafana")) {
		t.Errorf("stdout %q, stderr %q", stdout.String(), stderr.String())
	}
}
