package config

import (
	"fmt"
	"net/url"
	"strings"
)

// recharge is what a deployment decides about money that comes in.
type recharge struct {
	Step     string   `json:"step"`     // an amount is a multiple of this; gateways mostly take whole units
	PayHosts []string `json:"payHosts"` // of the pages where users pay; none is the gateway's own
}

const maxHosts = 20

// hosts reads hosts as an address has them: in lower case, with a port where it is not https's own.
func (r *reader) hosts(field string, hosts []string) []string {
	r.want(len(hosts) <= maxHosts, field, "more than %d hosts", maxHosts)
	for i, host := range hosts {
		address, err := url.Parse("https://" + host)
		r.want(err == nil && host != "" && address.Host == host && strings.ToLower(host) == host, fmt.Sprintf("%s[%d]", field, i), "want a host in lower case, as pay.example.com, not %q", host)
	}
	return hosts
}
