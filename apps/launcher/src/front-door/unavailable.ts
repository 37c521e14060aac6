import type { IncomingMessage, ServerResponse } from 'node:http'
import { PROBLEM_JSON, problemDocument } from '@quillwire/http'

/**
 * What a visitor gets while the pages are away: a page that reloads by itself, an empty event stream after which its
 * reader comes back, or a problem document.
 */
export function unavailable(request: IncomingMessage, response: ServerResponse, status: 502 | 503): void {
  request.resume()
  // At any status but 200 a browser's EventSource gives up for good.
  if (request.headers.accept === 'text/event-stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.end('retry: 2000\n\n')
    return
  }
  const page = request.headers.accept?.includes('text/html') ?? false
  const body = page ? PAGE : problemDocument({ ...PROBLEM, status })
  response.writeHead(status, {
    'content-type': page ? 'text/html; charset=utf-8' : PROBLEM_JSON,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': '2',
  })
  response.end(body)
}

const PROBLEM = {
  title: 'Quillwire is starting',
  detail: 'This part of Quillwire does not answer at the moment. Try again in a few seconds.',
  code: 'unavailable',
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2">
<title>Quillwire is starting</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { display: grid; place-content: center; min-height: 90vh; text-align: center }
  p { opacity: .7 }
</style>
<h1>Quillwire is starting</h1>
<p>This page opens by itself in a moment. Nothing that was saved is lost.</p>
</html>
`
