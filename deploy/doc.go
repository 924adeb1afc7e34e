// Package deploy holds no code, only the tests of what is deployed: that template.yaml is sound,
// grants no more than it must, and agrees with functions/ and events/, and that SAM builds it.
//
// Its tests read the tree and run tools/sam, whose answers are kept in .build until anything that they depend on changes;
// nothing imports it.
package deploy
