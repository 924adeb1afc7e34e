package policy

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// channels compares what both policies have by a function, and, where members is set, which of them there are. A method
// that loses its channel, and is known all the same, is paid by hand from then on, which looser rules are about.
func channels(each func(before, after funds.Channel) direction, members bool) compared {
	return func(before, after Decided) direction {
		for _, channel := range before.Policy.Channels {
			_, kept := after.Policy.Channel(channel.Method)
			if members && !kept && after.Policy.KnownMethod(channel.Method) {
				return direction{loosens: true}
			}
		}
		return both(before.Policy.Channels, after.Policy.Channels, func(c funds.Channel) string { return string(c.Method) }, each, members)
	}
}

func ofChannels(each func(before, after funds.Channel) direction) compared {
	return channels(each, false)
}

// returnReasons compares what both policies say about why money comes back, and, where members is set, which reasons there are.
// One that leaves, or is new, may give a fee back by its words.
func returnReasons(each func(before, after funds.ReturnReason) direction, members bool) compared {
	return func(before, after Decided) direction {
		was, is := before.Policy.ReturnReasons, after.Policy.ReturnReasons
		found := both(was, is, func(r funds.ReturnReason) string { return r.Code }, each, members)
		return direction{tightens: found.tightens && !members, loosens: found.loosens || (found.tightens && members)}
	}
}

// people is [channels] for people. A policy that lists nobody lets everybody in: the last one who leaves opens the door.
func people(each func(before, after funds.Person) direction, members bool) compared {
	return func(before, after Decided) direction {
		was, is := before.Policy.Controls.People, after.Policy.Controls.People
		if members && len(was) > 0 && len(is) == 0 {
			return direction{loosens: true}
		}
		return both(was, is, func(p funds.Person) string { return p.ID }, each, members)
	}
}

// subs compares a person's accounts. One that they lose is not theirs any more: what it asked for, filled or owns is then
// somebody else's, which they may decide about. Who leaves altogether decides about nothing.
func subs(before, after funds.Person) direction {
	found := subset(before.Subs, after.Subs)
	found.loosens = found.loosens || (found.tightens && !after.Dismissed)
	return found
}

func ofPeople(each func(before, after funds.Person) direction) compared { return people(each, false) }

func both[T any](before, after []T, named func(T) string, each func(before, after T) direction, members bool) (found direction) {
	var was, is []string
	for _, one := range before {
		was = append(was, named(one))
		at := slices.IndexFunc(after, func(other T) bool { return named(other) == named(one) })
		if at >= 0 {
			found = found.and(each(one, after[at]))
		}
	}
	for _, one := range after {
		is = append(is, named(one))
	}
	if members {
		found = found.and(subset(was, is))
	}
	return found
}

// rules compares how many people each act takes, wherever one of the rules begins or ends to match.
func rules(before, after Decided) (found direction) {
	was, is := before.Policy.Controls, after.Policy.Controls
	methods, bounds := []funds.Method{""}, []funds.Amount{0}
	for _, rule := range slices.Concat(was.Rules, is.Rules) {
		methods, bounds = append(methods, rule.Method), append(bounds, rule.Above, rule.Above+1)
	}
	for _, act := range funds.ControlledActs() {
		for _, method := range methods {
			for _, amount := range bounds {
				for _, newPayee := range []bool{false, true} {
					asked := funds.Asked{Act: act, Amount: amount, Method: method, NewPayee: newPayee}
					found = found.and(direction{tightens: is.Need(asked) > was.Need(asked), loosens: is.Need(asked) < was.Need(asked)})
				}
			}
		}
	}
	return found
}
