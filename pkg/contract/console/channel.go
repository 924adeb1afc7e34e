package console

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
)

// channelView is how a channel of the gateway's stands. A silent one is sent one probe a minute, and nothing else.
type channelView struct {
	Direction flow.Direction `json:"direction"`
	Channel   string         `json:"channel"`
	Name      string         `json:"name"`
	Silent    bool           `json:"silent"`
	// Since is when it fell silent, or answered again; left out where it never was silent. The others are left out
	// where they are not known: a success is not written while all is well.
	Since       string `json:"since,omitempty"`
	LastFailure string `json:"lastFailure,omitempty"`
	LastSuccess string `json:"lastSuccess,omitempty"`
	NextProbe   string `json:"nextProbe,omitempty"`
}

func channelViewOf(state flow.ChannelState) channelView {
	view := channelView{
		Direction: state.Direction, Channel: state.Code, Name: state.Name, Silent: state.Silent,
		Since: momentOrNone(state.Closed), LastFailure: momentOrNone(state.Last), LastSuccess: momentOrNone(state.Heard),
	}
	if state.Silent {
		view.Since, view.NextProbe = edge.Moment(state.Opened), edge.Moment(state.Probe)
	}
	return view
}

func momentOrNone(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return edge.Moment(at)
}
