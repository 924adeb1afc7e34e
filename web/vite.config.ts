import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

import { styleNonce } from './build/styleNonce.ts'

/** Where `make run` serves the API. */
const api = `http://127.0.0.1:${process.env['OUTFLOW_PORT'] ?? '8080'}`

export default defineConfig({
  plugins: [react(), styleNonce()],
  cacheDir: '../.build/vite',
  build: {
    outDir: '../.build/web',
    emptyOutDir: true,
    manifest: true,
    license: { fileName: '.vite/license.json' }, // of which build/embed.mjs makes a notice
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 1000, // in KB before compression; build/sizes.mjs measures what is loaded
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(['/api', '/admin', '/withdraw/', '/config.json'].map((path) => [path, api])),
  },
})
