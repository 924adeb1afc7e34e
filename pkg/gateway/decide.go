package gateway

// Decisions are what the policy says of the gateway. They may change between calls.
type Decisions struct {
	// PayHosts are the hosts of the pages where users pay, in lower case, with a port where it is not https's
	// own; the gateway's own where empty.
	PayHosts []string
	Declined []Pattern // answers of create that mean: no order was made
	Absent   []Pattern // answers of get that mean: there is no such order
}

// Decide changes what the policy says, for every call that begins from now on.
func (c *Client) Decide(d Decisions) { c.decided.Store(&d) }
