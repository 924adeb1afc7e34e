// Puts what Vite has built where functions/console embeds it: the document, and the assets gzipped. One more asset are
// the licences of the packages in them, which the document names.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const from = new URL('../../.build/web/', import.meta.url).pathname
const to = new URL('../../functions/console/built/', import.meta.url).pathname

/** Vite's list of the packages that are in the pages, each text once, below the packages that have it. */
function notices() {
  const packages = JSON.parse(readFileSync(join(from, '.vite/license.json'), 'utf8'))
  const byText = new Map()
  for (const { name, version, identifier, text } of packages) {
    const known = text ?? 'The package names its licence, and holds no text of it.'
    byText.set(known, [...(byText.get(known) ?? []), `${name} ${version} (${identifier})`])
  }
  return [...byText]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

rmSync(join(to, 'index.html'), { force: true }) // what make looks at: it is written last
rmSync(join(to, 'assets'), { recursive: true, force: true })
mkdirSync(join(to, 'assets'))
const embed = (name, plain) => writeFileSync(join(to, 'assets', `${name}.gz`), gzipSync(plain, { level: 9 }))
for (const name of readdirSync(join(from, 'assets'))) embed(name, readFileSync(join(from, 'assets', name)))

const text = notices()
const licenses = `licenses-${createHash('sha256').update(text).digest('base64url').slice(0, 8)}.txt`
embed(licenses, text)
const document = readFileSync(join(from, 'index.html'), 'utf8')
const link = `<link rel="license" href="/assets/${licenses}">`
writeFileSync(join(to, 'index.html'), document.replace('</head>', `  ${link}\n  </head>`))
