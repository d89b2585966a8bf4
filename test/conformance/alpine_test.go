package conformance

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// glibcLayer is all of glibc that Grafana's Alpine image has.
var glibcLayer = []string{
	"ld-linux-x86-64.so.2", "libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "libresolv.so.2", "librt.so.1",
}

// The executable runs where nothing is but itself and that layer, and with no folder for a socket.
func TestInGrafanasAlpineImage(t *testing.T) {
	if reason := whyNoChroot(); reason != "" {
		t.Logf("left out: %s", reason)
		return
	}
	root := t.TempDir()
	libraries := glibcFolder(t)
	for _, name := range glibcLayer {
		copyFile(t, filepath.Join(libraries, name), filepath.Join(root, "lib64", name))
	}
	copyFile(t, setting.Executable, filepath.Join(root, "plugin", filepath.Base(setting.Executable)))
	p := launchRaw(t, filepath.Join("/plugin", filepath.Base(setting.Executable)), root)
	if p.network != "tcp" || !strings.HasPrefix(p.address, "127.0.0.1:") {
		t.Errorf("listens on %s %s", p.network, p.address)
	}
	if response := p.health(t); response.Status != pluginv2.CheckHealthResponse_OK {
		t.Error(response.Message)
	}
}

func whyNoChroot() string {
	switch {
	case runtime.GOOS != "linux" || runtime.GOARCH != "amd64":
		return "Grafana's thin glibc layer is of linux-amd64"
	case os.Getuid() != 0:
		return "it takes root to change the root folder"
	default:
		return ""
	}
}

// glibcFolder is where this machine keeps its glibc.
func glibcFolder(t *testing.T) string {
	t.Helper()
	for _, folder := range []string{"/lib/x86_64-linux-gnu", "/lib64", "/usr/lib"} {
		if _, err := os.Stat(filepath.Join(folder, "libc.so.6")); err == nil {
			return folder
		} else if !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	t.Fatal("this machine's glibc was not found")
	return ""
}

// copyFile keeps the mode, which an executable needs.
func copyFile(t *testing.T, source, target string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		t.Fatal(err)
	}
	if output, err := exec.Command("cp", "-L", source, target).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}
