// Puts what Vite has built where functions/console embeds it: the document, and the assets gzipped.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const from = new URL('../../.build/web/', import.meta.url).pathname
const to = new URL('../../functions/console/built/', import.meta.url).pathname

rmSync(join(to, 'index.html'), { force: true }) // what make looks at: it is written last
rmSync(join(to, 'assets'), { recursive: true, force: true })
mkdirSync(join(to, 'assets'))
for (const name of readdirSync(join(from, 'assets'))) {
  const plain = readFileSync(join(from, 'assets', name))
  writeFileSync(join(to, 'assets', `${name}.gz`), gzipSync(plain, { level: 9 }))
}
writeFileSync(join(to, 'index.html'), readFileSync(join(from, 'index.html')))
