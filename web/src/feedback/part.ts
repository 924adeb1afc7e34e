import { keepDrafts } from '../session/drafts'
import { session } from '../session/session'

/** A part of the pages that could not be loaded: there is no connection, or a new version has taken its place. */
export class MissingPart extends Error {}

/** Loads a part of the pages. Where it is missing the page is loaded anew, so what is typed into its forms is put by. */
export function part<Module>(load: () => Promise<Module>): () => Promise<Module> {
  return async () => {
    try {
      return await load()
    } catch (cause) {
      if ('person' in session.state) keepDrafts(session.state.person.sub)
      throw new MissingPart('a part of the page is missing', { cause })
    }
  }
}
