export const dayMs = 86_400_000

/** How many days the API looks through at once. */
export const mostDays = 366
