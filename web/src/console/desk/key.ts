/** Everything that the console reads begins with this key: what an admin does may show in any of it. */
export const consoleKey = ['console'] as const

/** Rows of a page: admins work through many. */
export const deskSize = 20
