package conformance

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// raw is a plugin process without go-plugin around it, to look at its streams and signals.
type raw struct {
	command *exec.Cmd
	stderr  *lineBuffer
	// network and address are the handshake's.
	network, address string
	// rest is what stdout gives after the handshake line, once the process has ended.
	rest  chan string
	ended chan error
}

var handshake = regexp.MustCompile(`^1\|2\|(unix|tcp)\|([^|]+)\|grpc$`)

const cookie = grpcplugin.MagicCookieKey + "=" + grpcplugin.MagicCookieValue

// launchRaw starts the executable at path, inside the folder root where that is not "".
func launchRaw(t *testing.T, path, root string) *raw {
	t.Helper()
	command := exec.Command(path)
	command.Dir = filepath.Dir(path)
	command.Env = []string{cookie}
	if root != "" {
		command.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	}
	stderr := &lineBuffer{}
	command.Stderr = stderr
	stdout, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command.Stdout = writer
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close()
	process := &raw{command: command, stderr: stderr, rest: make(chan string, 1), ended: make(chan error, 1)}
	go func() {
		process.ended <- command.Wait()
		close(process.ended)
	}()
	t.Cleanup(func() {
		process.end()
		checkLogLines(t, stderr)
	})
	process.readHandshake(t, stdout)
	return process
}

func (p *raw) readHandshake(t *testing.T, stdout *os.File) {
	t.Helper()
	if err := stdout.SetReadDeadline(time.Now().Add(callTimeout)); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(stdout)
	line, err := reader.ReadString('\n')
	if err != nil {
		t.Fatalf("no handshake line: %v; stderr: %s", err, p.stderr.lines())
	}
	match := handshake.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
	if match == nil {
		t.Fatalf("handshake line %q", line)
	}
	p.network, p.address = match[1], match[2]
	_ = stdout.SetReadDeadline(time.Time{})
	go func() {
		rest, _ := io.ReadAll(reader)
		p.rest <- string(rest)
	}()
}

// end stops the process in order, so that it leaves no socket behind, and by force if need be.
func (p *raw) end() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(2 * shutdownLimit):
		_ = p.command.Process.Kill()
	}
}

func (p *raw) dial(t *testing.T) *grpc.ClientConn {
	t.Helper()
	target := p.address
	if p.network == "unix" {
		target = "unix:" + p.address
	}
	connection, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

func (p *raw) health(t *testing.T) *pluginv2.CheckHealthResponse {
	t.Helper()
	client := pluginv2.NewDiagnosticsClient(p.dial(t))
	response, err := client.CheckHealth(callContext(t), &pluginv2.CheckHealthRequest{PluginContext: source{}.context(t)})
	if err != nil {
		t.Fatalf("CheckHealth: %v", err)
	}
	return response
}

// waitForEnd returns how the process ended.
func (p *raw) waitForEnd(t *testing.T, within time.Duration) error {
	t.Helper()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(within):
		t.Fatalf("still running after %s", within)
		return nil
	}
}
