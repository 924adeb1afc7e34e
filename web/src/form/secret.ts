/**
 * A secret of this browser's, to hash by what is kept in its storage: who reads the storage learns nothing, as an account
 * number has too few digits for a plain hash. No script can read the key itself; it is in IndexedDB, so that a reload
 * and a second tab have the same one.
 */
const [database, store, name] = ['outflow', 'secrets', 'unsettled']

let secret: Promise<CryptoKey> | undefined

/** The hash of texts, each with its length; null where this browser has no cryptography for a page like this. */
export async function hashOf(...texts: readonly string[]): Promise<string | null> {
  // Only an insecure origin has none, whatever the types say.
  if (!('subtle' in crypto)) return null
  secret ??= kept().catch(made) // storage that is forbidden costs the memory beyond a reload, no more
  const text = texts.map((one) => `${one.length}:${one}`).join('')
  const hash = await crypto.subtle.sign('HMAC', await secret, new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
}

function made(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

/** The key that is stored, or a new one that now is. Of two tabs that make one at once, one is the first. */
async function kept(): Promise<CryptoKey> {
  const fresh = await made()
  const opening = indexedDB.open(database, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(store)
  const opened = await ended(opening)
  try {
    const secrets = opened.transaction(store, 'readwrite').objectStore(store)
    const known = (await ended(secrets.get(name))) as CryptoKey | undefined
    if (known !== undefined) return known
    await ended(secrets.put(fresh, name))
    return fresh
  } finally {
    opened.close()
  }
}

function ended<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })
}
