package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
)

// host is one running plugin with Grafana's three clients to it.
type host struct {
	client      *plugin.Client
	stderr      *lineBuffer
	data        grpcplugin.DataClient
	diagnostics grpcplugin.DiagnosticsClient
	resource    grpcplugin.ResourceClient
}

// lineBuffer collects what the plugin writes to stderr.
type lineBuffer struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (b *lineBuffer) Write(p []byte) (int, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.Write(p)
}

func (b *lineBuffer) lines() [][]byte {
	b.lock.Lock()
	defer b.lock.Unlock()
	return bytes.Split(bytes.TrimSuffix(bytes.Clone(b.text.Bytes()), []byte("\n")), []byte("\n"))
}

// clientConfig is how Grafana launches a backend plugin: no environment of the host, from the
// plugin's folder, without arguments.
func clientConfig(stderr *lineBuffer) *plugin.ClientConfig {
	command := exec.Command(setting.Executable)
	command.Dir = filepath.Dir(setting.Executable)
	command.Env = []string{}
	return &plugin.ClientConfig{
		Cmd:         command,
		SkipHostEnv: true,
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]plugin.PluginSet{grpcplugin.ProtocolVersion: {
			"data":        &grpcplugin.DataGRPCPlugin{},
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
			"resource":    &grpcplugin.ResourceGRPCPlugin{},
		}},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Level: hclog.Error, Output: os.Stderr}),
		Stderr:           stderr,
	}
}

// launch starts a plugin that ends with the test, whose log lines are then checked.
func launch(t *testing.T) *host {
	t.Helper()
	stderr := &lineBuffer{}
	return launchWith(t, clientConfig(stderr), stderr)
}

func launchWith(t *testing.T, config *plugin.ClientConfig, stderr *lineBuffer) *host {
	t.Helper()
	client := plugin.NewClient(config)
	t.Cleanup(func() {
		client.Kill()
		checkLogLines(t, stderr)
	})
	protocol, err := client.Client()
	if err != nil {
		t.Fatalf("handshake: %v\nstderr: %s", err, bytes.Join(stderr.lines(), []byte("\n")))
	}
	return &host{
		client:      client,
		stderr:      stderr,
		data:        dispense[grpcplugin.DataClient](t, protocol, "data"),
		diagnostics: dispense[grpcplugin.DiagnosticsClient](t, protocol, "diagnostics"),
		resource:    dispense[grpcplugin.ResourceClient](t, protocol, "resource"),
	}
}

func dispense[T any](t *testing.T, protocol plugin.ClientProtocol, name string) T {
	t.Helper()
	raw, err := protocol.Dispense(name)
	if err != nil {
		t.Fatalf("dispense %s: %v", name, err)
	}
	typed, ok := raw.(T)
	if !ok {
		t.Fatalf("%s is a %T", name, raw)
	}
	return typed
}

// maxLogLine is go-plugin's buffer: what is longer is torn in two and no JSON any more.
const maxLogLine = 64 * 1024

// checkLogLines fails where Grafana could not read a line, or would crash on it.
func checkLogLines(t *testing.T, stderr *lineBuffer) {
	t.Helper()
	for _, line := range stderr.lines() {
		if len(line) == 0 {
			continue
		}
		if len(line) >= maxLogLine {
			t.Errorf("log line of %d bytes", len(line))
		}
		var fields map[string]any
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Errorf("log line is no JSON: %s", line)
			continue
		}
		for _, name := range []string{"@level", "@message", "@timestamp"} {
			if _, isString := fields[name].(string); !isString {
				t.Errorf("%s is no string in log line %s", name, line)
			}
		}
		if _, err := time.Parse("2006-01-02T15:04:05.000000Z07:00", asString(fields["@timestamp"])); err != nil {
			t.Errorf("log line: %v", err)
		}
		if bytes.Contains(line, []byte(setting.Password)) {
			t.Error("a log line holds the password")
		}
	}
}

func asString(value any) string {
	text, _ := value.(string)
	return text
}

// callTimeout bounds every call: a plugin that hangs is to fail its test, not the run.
const callTimeout = 30 * time.Second

func callContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	t.Cleanup(cancel)
	return ctx
}

// eventually waits for a condition, looking ten times a second.
func eventually(t *testing.T, within time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(within)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, what)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
