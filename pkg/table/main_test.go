package table_test

import (
	"os"
	"testing"

	"github.com/outflow-pay/outflow/local/enginetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Run(m)) }

func TestTheStoreOnDynoxide(t *testing.T) {
	t.Parallel()
	RunStoreSuite(t, openOn("dynoxide"))
}

func TestTheStoreOnDynamoDBLocal(t *testing.T) {
	t.Parallel()
	RunStoreSuite(t, openOn("local"))
}

// openOn returns a function that opens a house on a fresh table of an engine of the given kind.
func openOn(kind string) func(*testing.T) *house {
	return func(t *testing.T) *house {
		t.Helper()
		engine, table := enginetest.Table(t, kind)
		return newHouse(t, engine.Endpoint(), engine.Client(), table)
	}
}

// RunStoreSuite is everything that a store on a real engine must do, each on a fresh table.
func RunStoreSuite(t *testing.T, open func(*testing.T) *house) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, *house){
		"every field survives a round trip":                             everyFieldSurvives,
		"what a bank says is kept once":                                 whatABankSaysIsKeptOnce,
		"the policy is one row of versions":                             thePolicyIsOneRowOfVersions,
		"what a newer program stores is kept by every writer":           unknownAttributesAreKept,
		"the database holds what people decide":                         theDatabaseHoldsWhatPeopleDecide,
		"what is packed is read whole or refused":                       whatIsPackedIsReadWholeOrRefused,
		"older programs change nothing that takes several people":       olderProgramsChangeNothing,
		"what waits is not claimed sooner":                              whatWaitsIsNotClaimedSooner,
		"of ten people at once two approve":                             twoOfTenApprove,
		"approvals for another type begin anew":                         approvalsBeginAnew,
		"a job is stored whole, and each step once":                     aJobIsStoredWhole,
		"the ledger is read in parts":                                   theLedgerIsReadInParts,
		"what is not there is not found":                                whatIsNotThereIsNotFound,
		"a change whose condition fails writes nothing":                 failedConditionsWriteNothing,
		"an expired claim that is still stored does not count":          expiredClaimsDoNotCount,
		"lines are kept on the withdrawal or logged, in one order":      linesAreKeptOrLogged,
		"entries are listed by number, and by number within a type":     entriesAreListedByNumber,
		"withdraw-flow's rows are listed by number":                     rowsAreListedByNumber,
		"a summary is of the business day":                              theSummaryIsOfTheBusinessDay,
		"filters find what they match, newest first, over months":       filtersFindWhatTheyMatch,
		"a page is topped up where an index lags":                       pagesAreToppedUp,
		"payees are counted once, by a key of the table":                payeesAreCountedOnce,
		"payees are counted from a recount on in a table from before":   payeesAreCountedFromARecountOn,
		"an account is counted over its users":                          accountsAreCountedOverUsers,
		"what is on hold is nobody's to pay":                            whatIsOnHoldIsNobodysToPay,
		"a batch has its rows alone":                                    aBatchHasItsRowsAlone,
		"every field of a batch survives a round trip":                  batchesSurvive,
		"verify finds what is planted on batches":                       plantedBatchesAreFound,
		"what is on hold ends":                                          whatIsOnHoldEnds,
		"a release races the end of a hold":                             aReleaseRacesTheEnd,
		"the oldest pending come first":                                 theOldestPendingComeFirst,
		"verify finds what is planted on payees":                        plantedPayeesAreFound,
		"counters count each step of the stream once":                   countersCountOnce,
		"a recount that another overtook switches nothing":              anOvertakenRecountSwitchesNothing,
		"a recount drops the trees that nobody reads":                   aRecountDropsTheTreesThatNobodyReads,
		"a half-built tree of another zone blocks no recount":           aHalfBuiltTreeOfAnotherZoneBlocksNoRecount,
		"a tree that came out wrong is built anew":                      aTreeThatCameOutWrongIsBuiltAnew,
		"a tree counts by the zone that it began with":                  aTreeCountsByTheZoneThatItBeganWith,
		"a month grows, and nothing in it moves":                        aMonthGrows,
		"a month grows once, whoever finds that it must":                aMonthGrowsOnce,
		"what is paid is listed by its time":                            whatIsPaidIsListedByItsTime,
		"what is due is listed from its time on, longest waiting first": dueIsListedFromItsTime,
		"what waits for an admin is not due":                            attentionIsNotDue,
		"what admins did is listed by its time, newest first":           auditsAreListedByTime,
		"every act of an admin is in the audit, and nothing else":       everyActOfAnAdminIsInTheAudit,
		"users are found by their phone number":                         usersAreFoundByPhone,
		"more than a batch of rows is read whole and in order":          batchesAreReadWhole,
		"50 creates against a balance for 7 make 7":                     createsStayWithinTheBalance,
		"20 reviews of one withdrawal have one winner":                  oneReviewWins,
		"an approval and a rejection have one winner":                   approvalOrRejection,
		"20 manual payouts of one withdrawal pay once":                  oneManualPayoutWins,
		"20 withdrawals paid with one number pay one":                   oneNumberPaysOnce,
		"a number is an account's own":                                  aNumberIsAnAccountsOwn,
		"a corrected number and the old one stay the withdrawal's":      bothNumbersStayTaken,
		"20 channel payouts of one withdrawal send once":                oneDispatchSends,
		"one idempotency key 20 times makes one withdrawal":             oneKeyMakesOneWithdrawal,
		"one idempotency key 20 times adjusts once":                     oneKeyAdjustsOnce,
		"of 20 like requests that refuse duplicates one is granted":     oneOfTwinsWins,
		"a request like another of the last minutes is refused":         twinsAreRefusedForAWhile,
		"a request whose like has ended unpaid takes its place once":    twinsThatEndedAreReplacedOnce,
		"verify finds what is planted on claims against duplicates":     plantedTwinsAreFound,
		"a settlement that 20 bring at once happens once":               oneSettlementWins,
		"every field of a recharge survives a round trip":               everyFieldOfARechargeSurvives,
		"a recharge's code that is taken draws another":                 aTakenCodeDrawsAnother,
		"a recharge that 20 settle at once is credited once":            oneRechargeIsCreditedOnce,
		"20 resolutions of one recharge have one winner":                oneResolutionWins,
		"one idempotency key 20 times makes one recharge":               oneKeyMakesOneRecharge,
		"a user's recharges are listed by number":                       rechargesAreListedByUser,
		"recharges are listed by what they show, newest first":          rechargesAreListedByWhatTheyShow,
		"a recharge that moves meanwhile is listed once":                oneThatMovesIsListedOnce,
		"what is due is of both kinds":                                  dueIsOfBothKinds,
		"paid money stays paid when the table is put back":              paidMoneyStaysPaid,
		"what is old is not sent without the gateway's word":            unansweredQuestionsSendNothing,
		"callbacks about what was never sent are kept once":             strayCallbacksAreKept,
		"nothing that is paused is paid":                                pausedPayoutsAreRefused,
		"a copy of the pauses never goes back":                          aCopyNeverGoesBack,
		"every field of the pauses survives a round trip":               pausesSurvive,
		"nothing is paid to a blocked account":                          blockedPayoutsAreRefused,
		"a block races fifty payouts":                                   aBlockRacesPayouts,
		"every field of a block survives a round trip":                  blockedSurvives,
		"a block that a copy has lost is found and mended":              aLostBlockIsFoundAndMended,
		"verify finds what is planted on pauses":                        plantedPausesAreFound,
		"the gateway is asked once for all":                             theGatewayIsAskedOnceForAll,
		"refused orders are spaced":                                     refusedOrdersAreSpaced,
		"a callback that comes again and again asks once":               repeatedCallbacksAskOnce,
		"verify finds what is planted on recharges":                     plantedRechargesAreFound,
		"of 20 reports of what came back one gives money":               oneReportWins,
		"the database holds what comes back":                            theDatabaseHoldsWhatComesBack,
		"verify finds what is planted on returns":                       plantedReturnsAreFound,
		"what comes back is counted once":                               returnsAreCountedOnce,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}
