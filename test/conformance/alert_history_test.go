package conformance

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// evaluatedAt is when the rules look at their history: every second before it is known.
var evaluatedAt = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// stretch is a time that began so long before the evaluation. It still lasts where lasts is 0.
type stretch struct{ ago, lasts time.Duration }

func (s stretch) start() time.Time { return evaluatedAt.Add(-s.ago) }

func (s stretch) end() *time.Time {
	if s.lasts == 0 {
		return nil
	}
	end := s.start().Add(s.lasts)
	return &end
}

// database is a migrated database of a test's own, to read through a data source.
type database struct {
	source
	connection *pgx.Conn
}

// newDatabase sets one up as an administrator would, by the packaged executable.
func newDatabase(t *testing.T, name string) database {
	t.Helper()
	run := func(url, statement string) {
		connection, err := pgx.Connect(callContext(t), url)
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close(context.Background())
		if _, err := connection.Exec(callContext(t), statement); err != nil {
			t.Fatal(err)
		}
	}
	address, err := url.Parse(setting.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	run(setting.AdminURL, "create database "+name)
	t.Cleanup(func() { run(setting.AdminURL, fmt.Sprintf("drop database %s with (force)", name)) })
	address.Path = name
	migrate := exec.Command(setting.Executable, "migrate")
	migrate.Env = []string{"SRE_METRICS_DATABASE_URL=" + address.String()}
	if output, err := migrate.CombinedOutput(); err != nil {
		t.Fatalf("migrate: %v\n%s", err, output)
	}
	connection, err := pgx.Connect(callContext(t), address.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close(context.Background()) })
	return database{source{changes: object{"database": name}}, connection}
}

func (d database) run(t *testing.T, statement string, arguments ...any) {
	t.Helper()
	if _, err := d.connection.Exec(callContext(t), statement, arguments...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// id runs a statement that returns one.
func (d database) id(t *testing.T, statement string, arguments ...any) int64 {
	t.Helper()
	var id int64
	if err := d.connection.QueryRow(callContext(t), statement, arguments...).Scan(&id); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return id
}

func (d database) addService(t *testing.T, name, team string) int64 {
	t.Helper()
	return d.id(t, "insert into stackflow.services (name, team) values ($1, nullif($2, '')) returning id", name, team)
}

// addOutage takes a service down by an incident that is too mild for any DORA metric.
func (d database) addOutage(t *testing.T, service int64, down stretch) {
	t.Helper()
	incident := d.addIncident(t, "P3", down)
	d.run(t, `insert into stackflow.incident_downtimes (incident_id, service_id, started_at, ended_at)
		values ($1, $2, $3, $4)`, incident, service, down.start(), down.end())
}

func (d database) addIncident(t *testing.T, priority string, open stretch) int64 {
	t.Helper()
	return d.id(t, `insert into stackflow.incidents (title, priority, created_at, resolved_at)
		values ('incident', $1, $2, $3) returning id`, priority, open.start(), open.end())
}

// addDeployment puts one on the record; lead says how long it took and when it began.
func (d database) addDeployment(t *testing.T, service int64, lead stretch, outcome string) int64 {
	t.Helper()
	return d.id(t, `insert into stackflow.change_records
		(service_id, title, change_type, state, deployment_outcome, created_at, implementation_end_at, closed_at)
		values ($1, 'deployment', 'deployment', 'closed', $2, $3, $4, $4) returning id`,
		service, outcome, lead.start(), lead.end())
}
