/** Everything that the console reads begins with this key: what an admin does may show in any of it. */
export const consoleKey = ['console'] as const

/** What the API counts: it follows what is done by about a second. */
export const countedKey = [...consoleKey, 'counted'] as const

/** Rows of a page: admins work through many. */
export const deskSize = 20
