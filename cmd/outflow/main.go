// Command outflow makes development tokens and a local table, verifies a table, counts it anew,
// stops what pays, shows and changes the policy, and looks whether a deployment can work.
//
//	outflow token -sub u1 -role user -name 张三 -phone 13812345678
//	outflow table create
//	outflow verify
//	outflow recount
//	outflow policy force -file policy.json -reason 无人可以登录
//	outflow pause set -scope all -hours 2 -reason 疑似盗号
//	outflow proposals
//	outflow trace 6FMYX77620261121052842
//	outflow preflight -parameters deploy.json -after
//	outflow release -parameters deploy.json -build .aws-sam/build -out .aws-sam/parameters.yaml
//
// The table's endpoint is OUTFLOW_DYNAMODB and its name OUTFLOW_TABLE; without them, the local
// stack's. Tokens and tables are made for an endpoint on loopback alone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, program{os.Getenv, os.Stdout, os.Stderr}, os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "outflow:", err)
		os.Exit(1)
	}
}

const usage = `usage: outflow <command> [flags]

  token         print a development token
  table create  make the table of template.yaml
  verify        check every invariant on the whole table
  recount       build the counters anew from the table, while the system runs
  policy        show the policy in force, or another version
  policy propose  propose the next one, in the name of whom OUTFLOW_TOKEN speaks for
  policy force  break glass: with the table's credentials, in force at once
  pause         show what is paused
  pause set     stop all payouts, those of one method, or new recharges
  pause lift    let them go on
  block         list the accounts that nothing is paid to
  block set     stop what is paid to an account
  block lift    let it go on
  proposals     list what waits for other people's approval, and for whose
  preflight     look whether a deployment can work, before it is made and after; it only reads
  trace ID      print all that is known of a withdrawal or a recharge, from the table and the logs
  release       print a hash over what is deployed, which the template's Release is

outflow <command> -h lists a command's flags. The table is found through
OUTFLOW_DYNAMODB (its endpoint; default http://127.0.0.1:8000, the local stack's)
and OUTFLOW_TABLE (its name; default outflow-table), the API through OUTFLOW_API
(default http://127.0.0.1:8080, the local stack's).
`

// program is what a command needs of the process.
type program struct {
	getenv func(string) string
	out    io.Writer
	errors io.Writer // usage; the error itself is returned
}

func run(ctx context.Context, p program, arguments []string) error {
	name := ""
	if len(arguments) > 0 {
		name, arguments = arguments[0], arguments[1:]
	}
	switch name {
	case "token":
		return p.token(arguments)
	case "table":
		return p.table(ctx, arguments)
	case "verify":
		return p.verify(ctx, arguments)
	case "recount":
		return p.recount(ctx, arguments)
	case "policy":
		return p.policy(ctx, arguments)
	case "pause":
		return p.pause(ctx, arguments)
	case "block":
		return p.block(ctx, arguments)
	case "proposals":
		return p.proposals(ctx, arguments)
	case "preflight":
		return p.preflight(ctx, arguments)
	case "trace":
		return p.trace(ctx, arguments)
	case "release":
		return p.release(arguments)
	case "help", "-h", "-help", "--help":
		_, err := fmt.Fprint(p.out, usage)
		return err
	case "":
		return errors.New("a command is missing; outflow help lists them")
	default:
		return fmt.Errorf("there is no command %q; outflow help lists them", name)
	}
}

// flags begins a command's flags.
func (p program) flags(command string) *flag.FlagSet {
	flags := flag.NewFlagSet("outflow "+command, flag.ContinueOnError)
	flags.SetOutput(p.errors)
	return flags
}

// parse reads a command's flags. A positional argument is an error.
func parse(flags *flag.FlagSet, arguments []string) error {
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return nil
}

// actOf is the act that a command's arguments begin with, or another where they name none, and the arguments after it.
func actOf(arguments []string, otherwise string) (act string, rest []string) {
	if len(arguments) > 0 && !strings.HasPrefix(arguments[0], "-") {
		return arguments[0], arguments[1:]
	}
	return otherwise, arguments
}
