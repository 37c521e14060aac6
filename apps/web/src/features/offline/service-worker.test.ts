import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

const PAGE = 'http://localhost/d/handbook'
const CHUNK = 'http://localhost/_next/static/chunks/editor.js'

interface FetchEvent {
  request: { method: string; url: string; mode: string }
  respondWith(answer: Promise<Response>): void
  waitUntil(work: Promise<unknown>): void
}

/** The service worker of the product, in front of a server that sends the first half of what it is asked for. */
async function startWorker() {
  const listeners = new Map<string, (event: FetchEvent) => void>()
  const kept = new Map<string, string>()
  const keyOf = (request: string | { url: string }) => (typeof request === 'string' ? request : request.url)
  const cache = {
    match: async (request: string) => kept.get(keyOf(request)),
    put: async (request: string, response: Response) => void kept.set(keyOf(request), await response.text()),
    keys: async () => [],
  }
  let sendRest = () => {}
  const fetch = async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('the first half'))
        sendRest = () => {
          controller.enqueue(new TextEncoder().encode(', and the rest'))
          controller.close()
        }
      },
    })
    return new Response(body)
  }
  const source = await readFile(new URL('../../../public/service-worker.js', import.meta.url), 'utf8')
  runInNewContext(source, {
    self: {
      addEventListener: (type: string, listener: (event: FetchEvent) => void) =>
        listeners.set(type, listener),
      location: new URL('http://localhost'),
    },
    importScripts: () => {},
    caches: { open: async () => cache, match: cache.match },
    fetch,
    URL,
  })
  return {
    kept,
    sendRest: () => sendRest(),
    ask(url: string, mode: string) {
      const work: Promise<unknown>[] = []
      const answer = new Promise<Response>((resolve) => {
        listeners.get('fetch')?.({
          request: { method: 'GET', url, mode },
          respondWith: resolve,
          waitUntil: (promise) => void work.push(promise),
        })
      })
      return { answer, whenKept: () => Promise.all(work) }
    },
  }
}

test.each([
  [PAGE, 'navigate', '/d/handbook'],
  [CHUNK, 'no-cors', CHUNK],
])(
  'the browser gets what there is of %s while the rest is on its way, and it is kept whole',
  async (url, mode, key) => {
    const worker = await startWorker()
    const { answer, whenKept } = worker.ask(url, mode)
    const reader = (await answer).body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('the first half')
    expect(worker.kept.size).toBe(0)
    worker.sendRest()
    await whenKept()
    expect(worker.kept.get(key)).toBe('the first half, and the rest')
  },
)
