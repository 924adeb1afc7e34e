package proposal

import "github.com/outflow-pay/outflow/pkg/funds"

// WaitsFor are the people who could approve a proposal; none where the policy lists nobody, as then it is whoever has
// the act's permission.
func WaitsFor(p funds.Proposal, controls funds.Controls) (people []funds.Person) {
	target, _ := controls.Person(p.Target)
	for _, person := range controls.People {
		about := p.Target != "" && person.ID == target.ID
		if !person.Dismissed && p.Act.Permits(person.Permissions) && !about && !p.ApprovedBy(person.ID) {
			people = append(people, person)
		}
	}
	return people
}
