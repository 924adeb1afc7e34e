package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/logline"
)

// Main serves a function's HTTP routes to Lambda, and gives the program's exit code where it cannot.
// With the argument routes it prints them instead, one a line as METHOD PATH ROLES PERMISSIONS, and needs no
// environment for that; so routes must only make them, of an App that may be empty.
func Main(routes func(*App) []edge.Route) int {
	if listing(os.Args) {
		return exit(os.Stderr, printRoutes(os.Stdout, routes(new(App))))
	}
	return exit(os.Stderr, start(func(app *App, log *slog.Logger) (any, error) {
		served, err := app.bridge(routes(app), log)
		return served.serve, err
	}))
}

// bridge mounts a function's routes.
func (a *App) bridge(routes []edge.Route, log *slog.Logger) (bridge, error) {
	mounted := a.byPolicy(routes)
	handler := a.renewed(edge.Handler(admission{a.verifier, a.Flow}, log, mounted))
	return bridge{edge.Share(handler, a.origins), log}, a.canServe(mounted)
}

// MainWithSchedule is Main for a function that a schedule starts as well: whatever is no request is the schedule's.
func MainWithSchedule(routes func(*App) []edge.Route, run func(context.Context, *App) error) int {
	if listing(os.Args) {
		return exit(os.Stderr, printRoutes(os.Stdout, routes(new(App))))
	}
	return exit(os.Stderr, start(func(app *App, log *slog.Logger) (any, error) {
		served, err := app.bridge(routes(app), log)
		return func(ctx context.Context, event json.RawMessage) (any, error) {
			var request httpEvent
			if json.Unmarshal(event, &request) == nil && request.RouteKey != "" {
				return served.serve(ctx, request)
			}
			return nil, run(invoked(ctx), app)
		}, err
	}))
}

// MainWithoutTable is Main for a function that has no right to the table: it goes by the deployment's own policy.
func MainWithoutTable(routes func(*App) []edge.Route) int {
	return Main(func(app *App) []edge.Route {
		app.policy = nil
		return routes(app)
	})
}

// canServe says why routes that ask who is calling cannot be served; nil where they can, or there are none.
func (a *App) canServe(routes []edge.Route) error {
	if slices.ContainsFunc(routes, func(route edge.Route) bool { return !route.Open }) {
		return a.verifies
	}
	return nil
}

// MainSchedule runs a function at each event of a schedule, as Main does for routes. It has none.
func MainSchedule(run func(context.Context, *App, DuePart) error) int {
	if listing(os.Args) {
		return 0
	}
	return exit(os.Stderr, start(func(app *App, _ *slog.Logger) (any, error) {
		return func(ctx context.Context, part DuePart) error { return run(invoked(ctx), app, part) }, nil
	}))
}

// StreamFunction takes a batch of the table's stream.
type StreamFunction func(context.Context, *App, StreamEvent) (StreamAnswer, error)

// MainStream runs a function at each batch of the table's stream, as Main does for routes. It has none.
func MainStream(run StreamFunction) int { return mainStream(run, func(*App) {}) }

// MainStreamWithoutTable is MainStream for a function that has no right to the table whose stream it reads.
func MainStreamWithoutTable(run StreamFunction) int {
	return mainStream(run, func(app *App) { app.policy = nil })
}

func mainStream(run StreamFunction, prepare func(*App)) int {
	if listing(os.Args) {
		return 0
	}
	return exit(os.Stderr, start(func(app *App, _ *slog.Logger) (any, error) {
		prepare(app)
		return func(ctx context.Context, event StreamEvent) (StreamAnswer, error) {
			return run(invoked(ctx), app, event)
		}, nil
	}))
}

// invoked begins the work of an invocation that no request began: Lambda's own id of it takes the request's place.
func invoked(ctx context.Context) context.Context {
	if invocation, is := lambdacontext.FromContext(ctx); is {
		return logline.Open(ctx, slog.String(logline.KeyRequest, invocation.AwsRequestID))
	}
	return logline.Open(ctx)
}

// EventHandler takes events of one form.
type EventHandler[Event any] func(context.Context, Event) error

// MainEvent runs a function at each event that something of AWS's own sends it, as Main does for routes. It has none.
func MainEvent[Event any](handler func(*App) EventHandler[Event]) int {
	if listing(os.Args) {
		return 0
	}
	return exit(os.Stderr, start(func(app *App, _ *slog.Logger) (any, error) {
		handle := handler(app)
		return func(ctx context.Context, event Event) error { return handle(invoked(ctx), event) }, nil
	}))
}

func listing(arguments []string) bool { return len(arguments) == 2 && arguments[1] == "routes" }

const usage = `usage: bootstrap [routes]

This is a Lambda function, which Lambda starts; make run starts all of them on this machine. With routes it prints what
it serves, one a line.
`

func asksForHelp(arguments []string) bool {
	return len(arguments) == 2 && slices.Contains([]string{"-h", "-help", "--help", "help"}, arguments[1])
}

func printRoutes(out io.Writer, routes []edge.Route) error {
	for _, route := range routes {
		if _, err := fmt.Fprintln(out, route); err != nil {
			return err
		}
	}
	return nil
}

// start opens the app and serves Lambda, which ends with the process.
func start(handler func(*App, *slog.Logger) (any, error)) error {
	if asksForHelp(os.Args) {
		_, err := fmt.Fprint(os.Stderr, usage)
		return err
	}
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") == "" {
		return errors.New("this is a Lambda function, and AWS_LAMBDA_RUNTIME_API does not say where Lambda is; `make run` starts all of them")
	}
	every, err := config.LogReads(os.Getenv)
	if err != nil {
		return err
	}
	log := newLog(os.Stderr, os.Getenv("AWS_LAMBDA_FUNCTION_VERSION"), every)
	app, err := open(os.Getenv, log)
	if err != nil {
		return err
	}
	serve, err := handler(app, log)
	if err != nil {
		return err
	}
	lambda.Start(checked{lambda.NewHandler(serve), app})
	return nil
}

// newLog writes JSON lines that say which version of the function wrote them: two run while requests go over to a new one.
// Of reads that went well it keeps one of every so many.
func newLog(out io.Writer, version string, every int) *slog.Logger {
	return slog.New(sampled(logline.Handler(slog.NewJSONHandler(out, nil)), every)).With("functionVersion", version)
}

func exit(out io.Writer, err error) int {
	if err == nil {
		return 0
	}
	_, _ = fmt.Fprintln(out, "outflow:", err) // there is nowhere else to say it
	return 1
}
