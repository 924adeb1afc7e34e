/** The account that is offered first: the one of the last time, if it is still there. */
export function usualOf(accounts: readonly { id: string }[], last: string): string | undefined {
  return (accounts.find(({ id }) => id === last) ?? accounts[0])?.id
}
