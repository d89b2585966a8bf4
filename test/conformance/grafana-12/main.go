// Command grafana-12 writes frames as the server of Grafana 12.3 sends them to the browser. It is a module of its own
// since that server has another version of the SDK, which keeps less of a frame than the one of the other tests.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// main reads every frame "<name>.arrow" of the folder given, and writes "<name>.12.json" beside it.
func main() {
	paths, err := filepath.Glob(filepath.Join(os.Args[1], "*.arrow"))
	if err == nil {
		for _, path := range paths {
			if err = convert(path); err != nil {
				err = fmt.Errorf("%s: %w", filepath.Base(path), err)
				break
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func convert(path string) error {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	frame, err := data.UnmarshalArrowFrame(bytes)
	if err != nil {
		return err
	}
	text, err := frame.MarshalJSON()
	if err != nil {
		return err
	}
	return os.WriteFile(strings.TrimSuffix(path, ".arrow")+".12.json", text, 0o600)
}
