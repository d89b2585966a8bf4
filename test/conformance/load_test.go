package conformance

import (
	"context"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestManyCallersAtOnce(t *testing.T) {
	const callers, callsEach = 64, 10
	h := launch(t)
	var all sync.WaitGroup
	for caller := range callers {
		expected := expectations[caller%len(expectations)]
		asked := request(t, dataQuery(t, "A", object{"queryType": "dora", "metric": expected.metric, "shape": "value"}))
		all.Go(func() {
			for range callsEach {
				response, err := h.data.QueryData(callContext(t), asked)
				if err != nil {
					t.Errorf("%s: %v", expected.metric, err)
					return
				}
				frames, err := data.UnmarshalArrowFrames(response.Responses["A"].GetFrames())
				if err != nil || len(frames) != 1 {
					t.Errorf("%s: %d frames, %v, %s", expected.metric, len(frames), err, response.Responses["A"].GetError())
					return
				}
				value, err := frames[0].Fields[0].NullableFloatAt(0)
				if err != nil || value == nil || math.Abs(*value-expected.value) > 1e-9*expected.value {
					t.Errorf("%s: %v, %v instead of %v", expected.metric, value, err, expected.value)
				}
			}
		})
	}
	all.Wait()
}

func TestLargeMessage(t *testing.T) {
	h := launch(t)
	// Grafana's own limit is 16 MiB; the text goes into a field that is checked, so it must have arrived.
	query := dataQuery(t, "A", object{"queryType": "dora", "metric": "mttr", "padding": strings.Repeat("x", 15<<20)})
	response, err := h.data.QueryData(callContext(t), request(t, query))
	if err != nil {
		t.Fatalf("15 MiB: %v", err)
	}
	checkRefused(t, response.Responses["A"], "padding")
}

func admin(t *testing.T) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(callContext(t), setting.AdminURL)
	if err != nil {
		t.Fatalf("connect as administrator: %v", err)
	}
	t.Cleanup(func() { _ = connection.Close(context.Background()) })
	return connection
}

// waiting counts the data source's statements that wait for a lock.
func waiting(t *testing.T, connection *pgx.Conn) int {
	t.Helper()
	var count int
	err := connection.QueryRow(callContext(t), `select count(*) from pg_stat_activity
where usename = $1 and state = 'active' and wait_event_type = 'Lock'`, setting.User).Scan(&count)
	if err != nil {
		t.Fatal(err)
	}
	return count
}

func TestCancellationReachesPostgreSQL(t *testing.T) {
	h := launch(t)
	query := request(t, dataQuery(t, "A", object{"queryType": "dora", "metric": "leadTime"}))
	if _, err := h.data.QueryData(callContext(t), query); err != nil {
		t.Fatal(err)
	}
	watcher := admin(t)
	locker := admin(t)
	lock, err := locker.Begin(callContext(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(callContext(t), "lock table stackflow.change_records in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(callContext(t))
	ended := make(chan error, 1)
	go func() {
		_, err := h.data.QueryData(ctx, query)
		ended <- err
	}()
	eventually(t, 10*time.Second, "the query waits for the lock", func() bool { return waiting(t, watcher) == 1 })
	cancel()
	if err := <-ended; status.Code(err) != codes.Canceled {
		t.Errorf("cancelled call ended with %v", err)
	}
	// The lock is still held, so only a cancellation can end the statement.
	eventually(t, 10*time.Second, "the statement is gone from PostgreSQL", func() bool { return waiting(t, watcher) == 0 })
	if err := lock.Rollback(callContext(t)); err != nil {
		t.Fatal(err)
	}
	if response, err := h.data.QueryData(callContext(t), query); err != nil || response.Responses["A"].Status != 200 {
		t.Errorf("the next query: %v %v", response, err)
	}
}

// Node's http2 and its kin have dropped whole connections after bursts of cancelled streams.
func TestManyCancellationsLeaveTheConnectionAlone(t *testing.T) {
	const cancellations = 1000
	h := launch(t)
	query := request(t, dataQuery(t, "A", object{"queryType": "dora", "metric": "leadTime"}))
	for range cancellations {
		ctx, cancel := context.WithTimeout(callContext(t), time.Millisecond)
		_, _ = h.data.QueryData(ctx, query)
		cancel()
	}
	if response, err := h.data.QueryData(callContext(t), query); err != nil || response.Responses["A"].Status != 200 {
		t.Errorf("after %d cancellations: %v %v", cancellations, response, err)
	}
}

func TestBrokenConnectionIsMended(t *testing.T) {
	h := launch(t)
	query := object{"queryType": "dora", "metric": "leadTime", "shape": "value"}
	h.frame(t, query)
	_, err := admin(t).Exec(callContext(t), `select pg_terminate_backend(pid) from pg_stat_activity where usename = $1`, setting.User)
	if err != nil {
		t.Fatal(err)
	}
	checkNumber(t, h.frame(t, query).Fields[0], 0, 4*hour)
}
