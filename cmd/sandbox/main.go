// Command sandbox serves the gateway sandbox (package local/sandbox) on loopback until it is told to
// stop (SIGINT, SIGTERM).
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/outflow-pay/outflow/local/sandbox"
)

const (
	defaultPort       = "8090"
	readHeaderTimeout = 10 * time.Second
	shutdownTimeout   = 5 * time.Second
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	port := flags.String("port", cmp.Or(os.Getenv("OUTFLOW_SANDBOX_PORT"), defaultPort),
		"port on 127.0.0.1; 0 takes a free one")
	data := flags.String("data", "", "folder in which the orders are kept (default: in memory alone)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	handler := sandbox.New()
	if *data != "" {
		if err := handler.Keep(filepath.Join(*data, "sandbox.json")); err != nil {
			return err
		}
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", *port))
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: readHeaderTimeout}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	_, printErr := fmt.Fprintf(out, "gateway sandbox on http://%s\n", listener.Addr())

	select {
	case err = <-served:
		handler.Close()
		return err
	case <-ctx.Done():
	}
	handler.Close() // first, so that calls that are being delayed do not hold the shutdown up
	shutdownCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err = server.Shutdown(shutdownCtx)
	if serveErr := <-served; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	return errors.Join(printErr, err)
}
