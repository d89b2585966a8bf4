package conformance

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

const loader = "ld-linux-x86-64.so.2"

// glibcLayer is all of glibc that Grafana's Alpine image has.
var glibcLayer = []string{
	loader, "libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "libresolv.so.2", "librt.so.1",
}

// The executable runs where nothing is but itself, that layer and the kernel's /proc, and where no
// folder takes a socket.
func TestInGrafanasAlpineImage(t *testing.T) {
	if reason := whyNoChroot(); reason != "" {
		t.Skipf("not run: %s", reason)
	}
	root := t.TempDir()
	libraries := glibcFolder(t)
	for _, name := range glibcLayer {
		// The loader looks where its distribution keeps its libraries.
		copyFile(t, filepath.Join(libraries, name), filepath.Join(root, libraries, name))
	}
	copyFile(t, filepath.Join(libraries, loader), filepath.Join(root, "lib64", loader))
	// A file where the temporary folder would be.
	if err := os.WriteFile(filepath.Join(root, "tmp"), nil, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := mountProc(t, root); err != nil {
		t.Skipf("not run: /proc, which every container has, cannot be mounted: %v", err)
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

// mountProc gives the root folder a /proc until the test ends.
func mountProc(t *testing.T, root string) error {
	t.Helper()
	target := filepath.Join(root, "proc")
	if err := os.Mkdir(target, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("proc", target, "proc", 0, ""); err != nil {
		return err
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(target, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount %s: %v", target, err)
		}
	})
	return nil
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
