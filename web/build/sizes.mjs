// Says how much script a page loads at first, gzipped, and fails where that is more than it may be.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const built = new URL('../../.build/web/', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(`${built}.vite/manifest.json`, 'utf8'))

/** In thousands of bytes. */
const pages = [
  { name: "the users' dashboard", sources: ['src/user/DashboardPage.tsx'], most: 250 },
  {
    name: "the console's list",
    sources: ['src/console/ConsolePages.tsx', 'src/console/withdrawals/WithdrawalsPage.tsx'],
    most: 500,
  },
]

/** The files that a source needs before it can run. */
function needs(key, found = new Set()) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`${key} is not in Vite's manifest`)
  if (found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const imported of chunk.imports ?? []) needs(imported, found)
  return found
}

let tooMuch = false
for (const page of pages) {
  const files = needs('index.html')
  for (const source of page.sources) needs(source, files)
  let bytes = 0
  for (const file of files) bytes += gzipSync(readFileSync(built + file), { level: 9 }).length
  const size = bytes / 1000
  tooMuch ||= size > page.most
  console.log(`${page.name}: ${size.toFixed(1)} KB of ${page.most} KB, in ${files.size} files`)
}
if (tooMuch) process.exit(1)
