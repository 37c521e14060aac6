/**
 * The API's documentation as a web page, made from the OpenAPI document. Everything it loads comes from this server.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compress } from 'hono/compress'
import type { Api } from './api-types.ts'

const JAVASCRIPT = 'text/javascript; charset=utf-8'
const CSS = 'text/css; charset=utf-8'
const assets: Record<string, string> = { 'swagger-ui.css': CSS, 'swagger-ui-bundle.js': JAVASCRIPT }

/** The quill of the web app's `logo.tsx`. */
const logo = `<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M26.5 3.5C17 4.5 9.8 10.6 8.6 20.4c4.6.3 8.6-1 11.4-3.6-1.7.3-3 .2-4.3-.2 3.9-.6 6.7-2.5 8.3-5.6-1.4.5-2.7.6-4 .4 3.8-1.2 6-3.9 6.5-7.9Z" fill="currentColor"/><path d="M18.5 10.5C13.5 13.7 9.8 18.3 7.6 24.2c-.6 1.7.2 3.3 2 3.3h4.2c2.6 0 2.6-4 5.2-4s2.6 4 5.2 4h4.3" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/></svg>`

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Quillwire</title>
<link rel="icon" type="image/svg+xml" href="/icon.svg">
<link rel="stylesheet" href="/api/v1/docs/swagger-ui.css">
<link rel="stylesheet" href="/api/v1/docs/page.css">
<script src="/api/v1/docs/theme.js"></script>
</head>
<body>
<header class="bar"><a href="/">${logo}Quillwire</a><span>API documentation</span></header>
<main id="docs"></main>
<script src="/api/v1/docs/swagger-ui-bundle.js"></script>
<script src="/api/v1/docs/start.js"></script>
</body>
</html>
`

/**
 * Runs before anything is drawn. The theme chosen in the web app, stored by `next-themes`, applies to this page too.
 */
const theme = `const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => {
  const chosen = localStorage.getItem('theme') ?? 'system'
  document.documentElement.classList.toggle('dark-mode', chosen === 'system' ? dark.matches : chosen === 'dark')
}
dark.addEventListener('change', follow)
addEventListener('storage', follow)
follow()\n`

const start = `SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null, docExpansion: 'none', defaultModelsExpandDepth: 0 })\n`

/** Serves the page at `/docs`, and what it loads below that path. */
export function docsPage(app: Api) {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  app.get('/docs', (c) =>
    c.html(page, 200, {
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
    }),
  )
  app.get('/docs/theme.js', (c) => c.body(theme, 200, { 'content-type': JAVASCRIPT }))
  app.get('/docs/start.js', (c) => c.body(start, 200, { 'content-type': JAVASCRIPT }))
  app.get('/docs/page.css', async (c) =>
    c.body(await readFile(new URL('./docs-page.css', import.meta.url), 'utf8'), 200, { 'content-type': CSS }),
  )
  app.get('/docs/:asset', compress(), async (c) => {
    const name = c.req.param('asset')
    const type = assets[name]
    if (!type) return c.notFound()
    const bytes = new Uint8Array(await readFile(join(folder, name)))
    return c.body(bytes, 200, { 'content-type': type, 'cache-control': 'public, max-age=86400' })
  })
}
