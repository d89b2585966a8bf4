// Package conformance launches the packaged plugin as Grafana does and checks that it keeps
// Grafana's backend plugin protocol. Run it by "npm run test:conformance", which makes the package,
// starts a PostgreSQL and loads the fixture.
package conformance

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

// setting is what run.ts prepared for the tests.
var setting struct {
	// Executable is the plugin's binary in the unzipped plugin folder.
	Executable string `json:"executable"`
	// AdminURL connects as a superuser to the database that the fixture is in.
	AdminURL string `json:"adminUrl"`
	Host     string `json:"host"`
	Port     int    `json:"port"`
	Database string `json:"database"`
	// User may read only, as a data source's user should.
	User     string `json:"user"`
	Password string `json:"password"`
	// FramesFolder is where TestFrames leaves every answer for displayed-frames.ts.
	FramesFolder string `json:"framesFolder"`
}

const (
	settingVariable = "CONFORMANCE_SETTING"
	// hostVariable turns the test binary into a host that only starts the plugin: see orphan_test.go.
	hostVariable = "CONFORMANCE_BE_HOST"
)

func TestMain(m *testing.M) {
	if err := json.Unmarshal([]byte(os.Getenv(settingVariable)), &setting); err != nil {
		fmt.Fprintln(os.Stderr, "These tests need a package and a database; run: npm run test:conformance")
		os.Exit(1)
	}
	if os.Getenv(hostVariable) != "" {
		beHost()
		return
	}
	os.Exit(m.Run())
}
