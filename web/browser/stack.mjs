// Outflow as `make run` starts it, on ports of its own, and what tests do to it beside the browser: calls of the
// API under development tokens, and the sandbox's controls.
import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const root = new URL('../..', import.meta.url).pathname
const run = promisify(execFile)

/** The local policy with short waits: what takes seconds there takes a second here. */
const policy = {
  ...JSON.parse(readFileSync(`${root}local/stack/policy.json`, 'utf8')),
  sendWindowSeconds: 1,
  sendGraceSeconds: 1,
  askIntervalSeconds: 1,
  backoffMinSeconds: 1,
  backoffMaxSeconds: 1,
  absentGraceSeconds: 1,
  absentTimes: 1,
}
const startBoundMs = 180_000
/** What an admin's token permits; the policy may permit less. */
const everything = 'review pay adjust wallet resolve export policy audit'
const pollMs = 50

/** The people of the local provider. @type {Record<string, { name: string, phone: string } | undefined>} */
export const people = {
  u1: { name: '张三', phone: '13812345678' },
  u2: { name: '李四', phone: '13987654321' },
  u3: { name: '王小明', phone: '13600001111' },
  admin1: { name: '管理员', phone: '' },
  admin2: { name: '陈经理', phone: '' },
}

/** @typedef {Awaited<ReturnType<typeof startStack>>} Stack */

/**
 * @typedef {object} Options
 * @property {number} [reconcileSeconds] without it what a test leaves open stays open
 * @property {number} [crowd] withdrawals that are there from the beginning
 * @property {object} [besides] what the policy has, too: by itself one person is enough for everything
 *
 * @param {Options} [options]
 */
export async function startStack({ reconcileSeconds = 0, crowd = 0, besides = {} } = {}) {
  const [sandboxPort, databasePort, filesPort] = await Promise.all([freePort(), freePort(), freePort()])
  const env = {
    ...process.env,
    OUTFLOW_PORT: '0',
    OUTFLOW_SIGNIN_PORT: '0',
    OUTFLOW_SANDBOX_PORT: String(sandboxPort),
    OUTFLOW_DYNAMODB_PORT: String(databasePort),
    OUTFLOW_S3_PORT: String(filesPort),
    OUTFLOW_CROWD: String(crowd),
    OUTFLOW_DYNAMODB: '',
    OUTFLOW_DATA: '',
    OUTFLOW_SCHEDULE_SECONDS: String(reconcileSeconds),
    OUTFLOW_POLICY: JSON.stringify({ ...policy, ...besides }),
  }
  const child = spawn('.build/local', { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stderr.on('data', (said) => (log += String(said)))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = await ready(child, () => log)
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  const token = tokenMaker()

  /**
   * Calls the API as somebody.
   * @param {string} sub @param {'user' | 'admin'} role @param {string} path @param {object} [body] POSTs it
   * @returns {Promise<any>} the answer's data
   */
  async function call(sub, role, path, body) {
    const headers = { Authorization: `Bearer ${await token(sub, role)}`, 'Content-Type': 'application/json' }
    return (await answer(url + path, { headers, ...posted(body) })).data
  }

  return {
    url,
    sandboxUrl,
    /** Where large files are fetched from. */
    filesUrl: `http://localhost:${filesPort}`,
    /** What the processes have said so far. */
    log: () => log,
    /** @param {string} sub @param {string} path @param {object} [body] */
    asUser: (sub, path, body) => call(sub, 'user', path, body),
    /** @param {string} path @param {object} [body] */
    asAdmin: (path, body) => call('admin1', 'admin', path, body),
    /** As another admin. @param {string} sub @param {string} path @param {object} [body] */
    asOtherAdmin: (sub, path, body) => call(sub, 'admin', path, body),
    /**
     * One of the sandbox's own controls.
     * @param {'GET' | 'POST' | 'PUT' | 'DELETE'} method @param {string} path @param {object} [body]
     */
    sandbox: (method, path, body) => answer(sandboxUrl + path, { ...posted(body), method }),
    /** Checks every invariant on the table, where no crowd came into it by another way, and ends everything. */
    async close() {
      try {
        const database = `http://127.0.0.1:${databasePort}`
        if (!crowd)
          await run('.build/outflow', ['verify'], { cwd: root, env: { ...env, OUTFLOW_DYNAMODB: database } })
      } finally {
        child.kill('SIGTERM')
        await ended
      }
    },
  }
}

/** Makes development tokens, one for each of the people. */
function tokenMaker() {
  /** @type {Map<string, string>} */
  const tokens = new Map()
  /** @param {string} sub @param {'user' | 'admin'} role */
  return async (sub, role) => {
    const known = tokens.get(sub)
    if (known) return known
    const { name, phone } = people[sub] ?? { name: `用户${sub}`, phone: '13900001234' }
    const who = ['-sub', sub, '-role', role, '-name', name, '-phone', phone]
    if (role === 'admin') who.push('-perms', everything)
    const made = (await run('.build/outflow', ['token', ...who], { cwd: root })).stdout.trim()
    tokens.set(sub, made)
    return made
  }
}

/** @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, any>} child @param {() => string} log */
async function ready(child, log) {
  const bound = setTimeout(() => child.kill('SIGKILL'), startBoundMs)
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /^outflow ready on (\S+)$/.exec(line)?.[1]
      if (url) return url
    }
  } finally {
    clearTimeout(bound)
  }
  throw new Error(`the stack did not start (has \`make build\` been run?):\n${log()}`)
}

/** @param {object} [body] */
function posted(body) {
  return body ? { method: 'POST', body: JSON.stringify(body) } : {}
}

/** @param {string} url @param {RequestInit} request @returns {Promise<any>} */
async function answer(url, request) {
  const response = await fetch(url, request)
  const text = await response.text()
  if (!response.ok) throw new Error(`${request.method ?? 'GET'} ${url}: HTTP ${response.status}: ${text}`)
  return JSON.parse(text)
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })
}

/**
 * Asks again until there is an answer.
 * @template Answer @param {string} what @param {() => Promise<Answer | undefined | false | null>} ask
 * @returns {Promise<Answer>}
 */
export async function eventually(what, ask) {
  const bound = 20_000
  for (const until = Date.now() + bound; Date.now() < until;) {
    const found = await ask()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  throw new Error(`not within ${bound} ms: ${what}`)
}
