package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/local/process"
	"github.com/outflow-pay/outflow/local/stack"
	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

const (
	looksEach     = 3000 // orders that are due
	looksOfHang   = 4000 // more than a run of a minute looks at where the gateway hangs
	looksLatency  = 300 * time.Millisecond
	looksAim      = 200
	lambdaMemory  = 512  // MB, of the template's functions
	wholeMemory   = 1769 // MB that come with one processor
	looksWriters  = 8
	looksChannel  = "MVola"
	looksAmount   = 100_00
	looksAccount  = "0387222126"
	looksDuration = time.Minute
)

// looksGateway is a gateway by HTTPS that answers what it is asked after a while.
type looksGateway struct {
	url, certificate string // and the file of its certificate
	state            atomic.Int64
	latency          atomic.Int64 // of an answer; a negative one never comes
	amount           atomic.Int64
	asked            atomic.Int64
	close            func()
}

// looksRun is what one measurement has found.
type looksRun struct {
	what  string
	asked int
	took  time.Duration
	used  time.Duration // processor time
}

func (r looksRun) perSecond() float64 { return float64(r.asked) / r.took.Seconds() }

func (r looksRun) processorOfLook() time.Duration { return r.used / time.Duration(max(r.asked, 1)) }

// onLambda is how many looks a second the processor that a function has at AWS is enough for, were it as fast as this one.
func (r looksRun) onLambda() float64 {
	return lambdaMemory / float64(wholeMemory) / r.processorOfLook().Seconds()
}

// measureLooks has the deployed reconcile look at what is due, by a gateway that answers as fast as many do, and by one that
// hangs.
func (b *bench) measureLooks(ctx context.Context) error {
	gateway, err := newLooksGateway(b.work)
	if err != nil {
		return err
	}
	defer gateway.close()
	var runs []looksRun
	for _, one := range []struct {
		what    string
		orders  int
		state   int64
		latency time.Duration
	}{
		{"the gateway has not decided", looksEach, 0, looksLatency},
		{"the gateway has paid", looksEach, 1, looksLatency},
		{"the gateway hangs", looksOfHang, 0, -1},
	} {
		gateway.state.Store(one.state)
		gateway.latency.Store(int64(one.latency))
		run, err := b.looksOf(ctx, gateway, one.orders)
		if err != nil {
			return fmt.Errorf("%s: %w", one.what, err)
		}
		run.what = one.what
		runs = append(runs, run)
	}
	b.reportLooks(runs)
	return nil
}

// looksOf makes orders on a table of their own, and has one run look at them.
func (b *bench) looksOf(ctx context.Context, gateway *looksGateway, orders int) (looksRun, error) {
	running, err := b.startEngine(ctx)
	if err != nil {
		return looksRun{}, err
	}
	defer running.Close()
	if err := createStreamless(ctx, running.Client()); err != nil {
		return looksRun{}, err
	}
	policy, err := unhurried(stack.Policy)
	if err != nil {
		return looksRun{}, err
	}
	bootstrap, err := filepath.Abs(deployedPath("reconcile"))
	if err != nil {
		return looksRun{}, err
	}
	environment := b.environmentOf(running.Endpoint())
	environment["OUTFLOW_GATEWAY_URL"], environment["OUTFLOW_POLICY"], environment["SSL_CERT_FILE"] = gateway.url, policy, gateway.certificate
	said := &lookLine{}
	host := lambda.New(lambda.Config{
		Name: "reconcile", Bootstrap: bootstrap, Timeout: looksDuration, MemoryMB: lambdaMemory, Environment: environment,
		Output: io.MultiWriter(b.log, said),
	})
	defer host.Close()
	whole := []byte("{}")
	if _, err := host.Invoke(ctx, whole); err != nil { // of nothing: the process is there, and the policy is read
		return looksRun{}, err
	}
	service := looksService(table.New(running.Client(), tableName, time.Now), policy)
	if err := makeDue(ctx, service, gateway, orders); err != nil {
		return looksRun{}, err
	}
	reconcile := &meter{host: host}
	before, err := reconcile.processorTime()
	if err != nil {
		return looksRun{}, err
	}
	began := time.Now()
	if _, err := host.Invoke(ctx, whole); err != nil {
		return looksRun{}, err
	}
	took := time.Since(began)
	after, err := reconcile.processorTime()
	return looksRun{asked: said.asked(), took: took, used: after - before}, err
}

// looksService makes orders that have been due for an hour.
func looksService(store *table.Store, policy string) *flow.Service {
	decided, err := config.ReadPolicy(policy)
	if err != nil {
		panic(fmt.Sprintf("bench: the local stack's own policy: %v", err))
	}
	return &flow.Service{
		Store: store, Gateway: taking{}, Policy: decided.Policy, Now: func() time.Time { return time.Now().Add(-time.Hour) },
		Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
}

// makeDue makes the orders, by several writers at once.
func makeDue(ctx context.Context, service *flow.Service, gateway *looksGateway, orders int) error {
	failures := make(chan error, looksWriters)
	for writer := range looksWriters {
		go func() {
			for range orders / looksWriters {
				if err := makeOneDue(ctx, service, gateway); err != nil {
					failures <- fmt.Errorf("writer %d: %w", writer, err)
					return
				}
			}
			failures <- nil
		}()
	}
	var all error
	for range looksWriters {
		all = errors.Join(all, <-failures)
	}
	return all
}

func makeOneDue(ctx context.Context, service *flow.Service, gateway *looksGateway) error {
	user, err := newUser("", nil)
	if err != nil {
		return err
	}
	if err := openWallet(ctx, service, user); err != nil {
		return err
	}
	made, err := service.CreateAndPay(ctx, flow.WithdrawalRequest{
		Actor: funds.Actor{Role: funds.RoleUser, ID: user.sub}, UserID: user.sub, Amount: looksAmount, Method: looksChannel,
		Target: funds.Target{Account: looksAccount},
	})
	if err == nil && made.State != funds.StateProcessing {
		err = fmt.Errorf("it is %s, and not with the gateway", made.State)
	}
	gateway.amount.Store(int64(made.Net()))
	return err
}

// taking is a gateway, in this process, that takes every order.
type taking struct{ flow.Gateway }

func (taking) Balance(context.Context) (funds.Amount, error) { return 1 << 50, nil }

func (taking) Create(_ context.Context, order funds.Order) funds.Report {
	return funds.Report{Outcome: funds.OutcomeOpen, Exists: true, PlatformID: "P" + order.Serial, Amount: order.Amount}
}

// lookLine keeps the number of the last line that says what a run did.
type lookLine struct{ last atomic.Int64 }

func (l *lookLine) asked() int { return int(l.last.Load()) }

func (l *lookLine) Write(text []byte) (int, error) {
	var line struct {
		Msg   string
		Asked int64
	}
	for begin := range text {
		if text[begin] != '{' {
			continue
		}
		if json.Unmarshal(text[begin:], &line) == nil && line.Msg == app.ReconcileLine {
			l.last.Store(line.Asked)
		}
		break
	}
	return len(text), nil
}

func newLooksGateway(folder string) (*looksGateway, error) {
	certificate, file, err := newCertificate(folder)
	if err != nil {
		return nil, err
	}
	listener, err := process.Listen(0)
	if err != nil {
		return nil, err
	}
	g := &looksGateway{url: "https://" + listener.Addr().String(), certificate: file}
	server := &http.Server{Handler: g, ReadHeaderTimeout: looksDuration, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(tls.NewListener(listener, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}}))
	}()
	g.close = func() {
		_ = server.Close()
		<-ended
	}
	return g, nil
}

func (g *looksGateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var question struct {
		MerchantSerial string `json:"merchantSerial"`
	}
	if err := json.NewDecoder(r.Body).Decode(&question); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	g.asked.Add(1)
	latency := time.Duration(g.latency.Load())
	if latency < 0 {
		latency = looksDuration
	}
	select {
	case <-r.Context().Done():
		return
	case <-time.After(latency):
	}
	amount := strconv.FormatFloat(float64(g.amount.Load())/funds.MinorPerMajor, 'f', 2, 64)
	_, _ = fmt.Fprintf(w, `{"code":200,"msg":"OK","data":{"platformId":"P%s","merchantSerial":%q,"amount":%s,"state":%d}}`,
		question.MerchantSerial, question.MerchantSerial, amount, g.state.Load())
}

// newCertificate is one for loopback, and the file from which a process trusts it.
func newCertificate(folder string) (tls.Certificate, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	signed, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	file := filepath.Join(folder, "gateway.pem")
	err = os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o600)
	return tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}, file, err
}

func (b *bench) reportLooks(runs []looksRun) {
	r := &b.report
	r.section("Looks of reconcile")
	r.say("One run of the deployed reconcile, for all shards and without a bound on its pace, looks at orders that have been due for an hour. It asks the gateway by HTTPS, over a connection "+
		"for each question, as always; the gateway answers after %s, or never. Processor time is the process's own: reading the order, the handshake and the question, and writing what follows. Ended at %s; load average before: %s.",
		looksLatency, time.Now().UTC().Format("2006-01-02 15:04 MST"), b.load)
	rows := [][]string{{"", "looks", "time, s", "looks a second", "processor time of a look, ms", "a second, by the processor of 512 MB"}}
	for _, run := range runs {
		rows = append(rows, []string{
			run.what, strconv.Itoa(run.asked), fmt.Sprintf("%.1f", run.took.Seconds()), fmt.Sprintf("%.0f", run.perSecond()),
			milliseconds(run.processorOfLook()), fmt.Sprintf("%.0f", run.onLambda()),
		})
	}
	r.table(rows...)
	r.say("At AWS a run has %d/%d of a processor, which is the last column if that is as fast as this one; four runs a minute have four times as many looks, and all of them together at most "+
		"`LooksPerSecond`. Aim: %d a second of all runs, by a gateway of %s.", lambdaMemory, wholeMemory, looksAim, looksLatency)
}
