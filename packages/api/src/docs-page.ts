/** The API's documentation for people, from the OpenAPI document. Everything it needs comes from this server. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compress } from 'hono/compress'
import type { Api } from './api-types.ts'

const assets: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Quillwire</title>
<link rel="stylesheet" href="/api/v1/docs/swagger-ui.css">
<style>
body { margin: 0; background: #fcfbf8; }
.swagger-ui .info { margin: 2rem 0 1rem; }
.swagger-ui .topbar { display: none; }
.swagger-ui .scheme-container { background: none; box-shadow: none; padding: 0 0 1rem; }
/* Its own are too pale to be read. */
.swagger-ui .info .title small { background: #5b6270; }
.swagger-ui .info .title small.version-stamp { background: #4f6f04; }
html:not(.dark-mode) .swagger-ui .info a { color: #2b5fb8; }
html:not(.dark-mode) .swagger-ui .btn.authorize { border-color: #1b7a4d; color: #1b7a4d; }
html:not(.dark-mode) .swagger-ui .btn.authorize svg { fill: #1b7a4d; }
html.dark-mode body { background: none; }
</style>
</head>
<body>
<div id="docs"></div>
<script src="/api/v1/docs/swagger-ui-bundle.js"></script>
<script src="/api/v1/docs/start.js"></script>
</body>
</html>
`

const start = `const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()
SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null, docExpansion: 'none', defaultModelsExpandDepth: 0 })\n`

/** Serves the page at `/docs` and what it loads below it. */
export function docsPage(app: Api) {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  app.get('/docs', (c) =>
    c.html(page, 200, {
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
    }),
  )
  app.get('/docs/start.js', (c) => c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  app.get('/docs/:asset', compress(), async (c) => {
    const name = c.req.param('asset')
    const type = assets[name]
    if (!type) return c.notFound()
    const bytes = new Uint8Array(await readFile(join(folder, name)))
    return c.body(bytes, 200, { 'content-type': type, 'cache-control': 'public, max-age=86400' })
  })
}
