package webhook

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Bounds of endpoints.
const (
	MaxEndpoints = 20
	maxURLBytes  = 200
)

// EndpointState is whether an endpoint is sent anything.
type EndpointState string

// The states of an endpoint.
const (
	EndpointActive EndpointState = "active"
	EndpointPaused EndpointState = "paused" // an admin's word: deliveries are kept, and wait
	EndpointGone   EndpointState = "gone"   // it answered 410: nothing is kept for it until an admin says that it is back
)

// Endpoint is an address that events are delivered to.
type Endpoint struct {
	ID      string
	Version int64
	URL     string
	Types   []string // of events that it wants; none is all
	Note    string   // an admin's, about whose it is
	State   EndpointState

	// Secret is which of the secrets that the key makes for it signs, from 1. The one before signs beside it until the
	// overlap is over.
	Secret    int64
	RotatedAt time.Time // zero: never

	CreatedAt time.Time
	CreatedBy funds.Actor

	// FailingSince is since when nothing has arrived; zero where the last delivery did.
	FailingSince time.Time
	Replay       Replay
}

// Replay is what an endpoint is sent once more: all that it was sent about what happened in a time. It is over where Until
// is zero.
type Replay struct {
	From, Until time.Time
	Seen        string // the place in the list up to which it is done; empty: nothing yet
}

// On says that it is not over.
func (r Replay) On() bool { return !r.Until.IsZero() }

// Hears says that an event is kept for it.
func (e Endpoint) Hears(event Event) bool {
	return e.State != EndpointGone && wants(e.Types, event.Type)
}

// Why an endpoint is refused.
const (
	ReasonAddress    funds.Reason = "webhook_address"     // it is no https address of a host that the world can reach
	ReasonTooMany    funds.Reason = "webhook_too_many"    // there are Maximum already
	ReasonNoEndpoint funds.Reason = "webhook_unknown"     // there is no endpoint of this id
	ReasonReplaying  funds.Reason = "webhook_replaying"   // the replay before this one is not over
	ReasonNoEvents   funds.Reason = "webhook_no_events"   // nothing that it hears of happened to the order from that version on
	ReasonOneReplay  funds.Reason = "webhook_one_replay"  // a replay is of one order, or since a moment
	ReasonNoMoment   funds.Reason = "webhook_no_moment"   // a moment is one of the past, written as in RFC 3339
	ReasonStateKnown funds.Reason = "webhook_state_known" // an endpoint is active or paused, by an admin's word
)

// ErrNoEndpoint is the answer to the id of none.
var ErrNoEndpoint = funds.Refuse(funds.CodeNotFound, ReasonNoEndpoint)

// Addresses say where events may be sent.
type Addresses struct {
	// Loopback allows http, and this machine itself: for tests and a developer's machine alone.
	Loopback bool
}

// Check refuses an address that is no https address of a host, or that names, as a number, where no event may go. A name is
// looked up when something is sent: see [Addresses.Refuses].
func (a Addresses) Check(address string) error {
	parsed, err := url.Parse(address)
	refused := funds.Invalid("url", ReasonAddress)
	switch {
	case err != nil, len(address) > maxURLBytes, parsed.Hostname() == "", parsed.Opaque != "", parsed.User != nil, strings.Contains(address, "#"):
		return refused
	case parsed.Scheme != "https" && (parsed.Scheme != "http" || !a.Loopback):
		return refused
	}
	host := strings.TrimSuffix(strings.ToLower(parsed.Hostname()), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		if a.Refuses(ip) {
			return refused
		}
		return nil
	}
	if a.Loopback && host == "localhost" {
		return nil
	}
	// A name without a dot is one of this network; one whose last part begins with a
	// digit is a number in a spelling that some resolvers read.
	last := host[strings.LastIndex(host, ".")+1:]
	if !strings.Contains(host, ".") || last == "" || (last[0] >= '0' && last[0] <= '9') || slices.ContainsFunc(localNames, func(name string) bool {
		return strings.HasSuffix(host, name)
	}) {
		return refused
	}
	return nil
}

// localNames end names that are no one else's.
var localNames = []string{".localhost", ".local", ".internal", ".home.arpa", ".test", ".invalid"}

// refusedRanges are those that are no place on the Internet, or that lead into another one: the registries for special
// purposes of IANA (RFC 6890), with what translates from IPv6 to IPv4, which could name any of them.
var refusedRanges = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
	"192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)

// worldRange is what IPv6 has given to the world; all else of it is refused, and of it the ranges below.
var worldRange = netip.MustParsePrefix("2000::/3")

var refusedIn6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// Refuses says that nothing may be sent to an address, however it is spelt: it is private, this machine, the network's own,
// where clouds keep their machines' credentials, for many, or reserved.
func (a Addresses) Refuses(ip netip.Addr) bool {
	if !ip.IsValid() || ip.Zone() != "" {
		return true
	}
	ip = ip.Unmap()
	if a.Loopback && ip.IsLoopback() {
		return false
	}
	in := func(range_ netip.Prefix) bool { return range_.Contains(ip) }
	if ip.Is4() {
		return slices.ContainsFunc(refusedRanges, in)
	}
	return !worldRange.Contains(ip) || slices.ContainsFunc(refusedIn6, in)
}
