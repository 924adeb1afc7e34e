import { createContext } from 'react'

/** Hears that somebody has decided about a withdrawal. */
export const Decided = createContext<(id: string) => void>(() => undefined)
