// What no page may do, whatever it is asked: these are looked for from a page's first request to its end.

/**
 * @typedef {object} Watch
 * @property {() => string[]} complaints
 * @property {(status: number, path: RegExp) => void} expect says that one request to come is refused so
 * @property {(path: RegExp) => void} expectFailure says that requests to come may reach nobody
 */

/**
 * @param {import('playwright-core').BrowserContext} context
 * @param {string[]} origins that pages may ask: the stack's own
 * @returns {Watch}
 */
export function watch(context, origins) {
  /** @type {string[]} */
  const complaints = []
  /** @type {{ status: number, path: RegExp }[]} */
  const expected = []
  /** @type {RegExp[]} */
  const failures = []
  /** @param {import('playwright-core').Page} page */
  const onPage = (page) => {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      // The browser says this of every request that fails, and of every answer from 400 on; they are judged below.
      if (/^Failed to load resource: net::/.test(message.text())) return
      if (/^Failed to load resource: the server responded with a status of/.test(message.text())) return
      // A nonce is new with each page.
      const said = message.text().replace(/'nonce-\w+'/g, "'nonce-…'")
      complaints.push(`console ${message.type()}: ${said} (${message.location().url})`)
    })
    page.on('pageerror', (error) => complaints.push(`not caught: ${error.stack ?? error.message}`))
  }
  context.pages().forEach(onPage)
  context.on('page', onPage)
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && !origins.includes(url.origin))
      complaints.push(`a request to another place: ${request.url()}`)
  })
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    // A page that is left gives up what it was asking for.
    if (why === 'net::ERR_ABORTED' || failures.some((path) => path.test(new URL(request.url()).pathname)))
      return
    complaints.push(`failed: ${request.method()} ${request.url()}: ${why}`)
  })
  context.on('response', (response) => {
    const status = response.status()
    if (status < 400) return
    const { pathname } = new URL(response.url())
    const at = expected.findIndex((one) => one.status === status && one.path.test(pathname))
    if (at >= 0) expected.splice(at, 1)
    else complaints.push(`HTTP ${status}: ${response.request().method()} ${response.url()}`)
  })
  return {
    complaints: () => [...complaints, ...expected.map(({ status, path }) => `no HTTP ${status} of ${path}`)],
    expect: (status, path) => void expected.push({ status, path }),
    expectFailure: (path) => void failures.push(path),
  }
}
