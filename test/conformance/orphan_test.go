package conformance

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/go-plugin"
)

// beHost is what the test binary does as a host of its own: it starts the plugin, tells where it
// is, and waits to be killed.
func beHost() {
	client := plugin.NewClient(clientConfig(&lineBuffer{}))
	if _, err := client.Client(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	attached := client.ReattachConfig()
	fmt.Println(attached.Pid, attached.Addr)
	select {}
}

// orphanLimit is how long after its host an orphan may still run.
const orphanLimit = 5 * time.Second

func TestDeathOfTheHost(t *testing.T) {
	host := exec.Command(os.Args[0])
	host.Env = append(os.Environ(), hostVariable+"=1")
	host.Stderr = os.Stderr
	stdout, err := host.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := host.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the host did not start the plugin: %v", err)
	}
	var pid int
	var socket string
	if _, err := fmt.Sscan(line, &pid, &socket); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	t.Cleanup(func() { _ = syscall.Kill(pid, syscall.SIGKILL) })
	if err := host.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = host.Wait()
	eventually(t, orphanLimit, "the orphaned plugin ends", func() bool { return !runs(pid) })
	if _, err := os.Stat(socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket's file %s is still there: %v", socket, err)
	}
}

// runs tells whether a process is there and not only waits to be collected, as an orphan may where
// nobody is init.
func runs(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return syscall.Kill(pid, 0) == nil && !errors.Is(err, os.ErrNotExist)
	}
	var state string
	_, err = fmt.Sscanf(string(status[bytesAfterName(status):]), "%s", &state)
	return err == nil && state != "Z" && state != "X"
}

// bytesAfterName is where the fields after the process's name begin; the name may hold anything.
func bytesAfterName(status []byte) int {
	for index := len(status) - 1; index >= 0; index-- {
		if status[index] == ')' {
			return index + 1
		}
	}
	return 0
}
