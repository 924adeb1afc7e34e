package deploy_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
)

const scheduleEvent = "schedule.json"

func TestEveryRouteHasItsEventAndEveryEventItsRoute(t *testing.T) {
	t.Parallel()
	want := []string{scheduleEvent}
	for _, f := range loadTemplate(t).functions(t) {
		for _, event := range f.Events {
			if event.Type == "HttpApi" {
				want = append(want, eventFile(event.Properties.Method, event.Properties.Path))
			}
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, eventFiles(t)); diff != "" {
		t.Errorf("template.yaml (-) and events/ (+) differ:\n%s", diff)
	}
}

func TestEventsAreWhatTheHTTPAPISends(t *testing.T) {
	t.Parallel()
	for _, file := range eventFiles(t) {
		if file == scheduleEvent {
			continue
		}
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			var event events.APIGatewayV2HTTPRequest
			decodeEvent(t, file, &event)
			method, route, _ := strings.Cut(event.RouteKey, " ")
			if got := eventFile(method, route); got != file {
				t.Errorf("routeKey %q belongs into %s", event.RouteKey, got)
			}
			for name, value := range event.PathParameters {
				route = strings.NewReplacer("{"+name+"}", value, "{"+name+"+}", value).Replace(route)
			}
			http := event.RequestContext.HTTP
			if event.Version != "2.0" || event.RawPath != route || http.Path != route || (http.Method != method && method != "ANY") || event.RequestContext.RouteKey != event.RouteKey {
				t.Errorf("version %q, rawPath %q and requestContext %q %q do not agree with route %q", event.Version, event.RawPath, http.Method, http.Path, event.RouteKey)
			}
			if event.Body != "" && !json.Valid([]byte(event.Body)) {
				t.Errorf("the body is not JSON: %s", event.Body)
			}
		})
	}
}

func TestTheScheduleEventIsWhatEventBridgeSends(t *testing.T) {
	t.Parallel()
	var event events.CloudWatchEvent
	decodeEvent(t, scheduleEvent, &event)
	if event.Source != "aws.events" || event.DetailType != "Scheduled Event" {
		t.Errorf("source %q and detail-type %q are not a schedule's", event.Source, event.DetailType)
	}
}

// eventFile returns the name of a route's event: POST /a/{id}/b is post-a-id-b.json, and GET /{rest+} get-rest.json.
func eventFile(method, route string) string {
	return strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "", "+", "").Replace(route) + ".json"
}

func eventFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		files[i] = filepath.Base(file)
	}
	return files
}

// decodeEvent reads an event and refuses fields that AWS's own type does not know.
func decodeEvent(t *testing.T, file string, event any) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("../events", file))
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(source))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(event); err != nil {
		t.Fatal(err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		t.Errorf("something follows the event: %v", err)
	}
}
