/**
 * Lets a document be opened without network. The page comes from the network if there is one, else from the cache.
 * Hashed assets never change and come from the cache. Answers of the API are never cached: the text itself is in
 * IndexedDB. Without network, any other page is replaced by a notice that lists the documents on this device.
 */
importScripts('/offline-page.js')

const PAGES = 'quillwire-pages-1'
const ASSETS = 'quillwire-assets-1'
const KEPT_PAGES = 100

self.addEventListener('install', () => self.skipWaiting())

self.addEventListener('activate', (event) => {
  const known = [PAGES, ASSETS]
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => !known.includes(name)).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('message', (event) => {
  const { type, url, assets } = event.data ?? {}
  if (type !== 'keep') return
  event.waitUntil(
    Promise.all([
      url && fetch(url, { credentials: 'same-origin' }).then((response) => keepPage(url, response)),
      caches.open(ASSETS).then((cache) => Promise.all(assets.map((asset) => keepAsset(cache, asset)))),
    ]).catch(() => undefined),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/_next/static/')) event.respondWith(asset(event))
  else if (request.mode !== 'navigate' || url.pathname.startsWith('/api/')) return
  else if (url.pathname.startsWith('/d/')) event.respondWith(page(event, url.pathname))
  else event.respondWith(fetch(request).catch(notice))
})

// The response is streamed to the page while it is cached: on a slow network its end comes long after its beginning.
async function page(event, path) {
  try {
    const response = await fetch(event.request)
    // The server answers but cannot render the page now: the text on this device can be read and written meanwhile.
    if (response.status >= 500) return (await caches.match(path, { cacheName: PAGES })) ?? response
    event.waitUntil(keepPage(path, response.clone()).catch(() => undefined))
    return response
  } catch {
    return (await caches.match(path, { cacheName: PAGES })) ?? (await notice())
  }
}

async function notice() {
  const cache = await caches.open(PAGES)
  const kept = (await cache.keys()).toReversed().map(async (request) => {
    const html = await (await cache.match(request)).text()
    const title = /<title>([^<]*)<\/title>/.exec(html)?.[1].replace(/ · Quillwire$/, '')
    return { path: new URL(request.url).pathname, title: title || 'Untitled' }
  })
  return self.offlinePage(await Promise.all(kept))
}

async function keepPage(path, response) {
  if (response.status >= 500) return
  const cache = await caches.open(PAGES)
  // A page that the server now refuses must not open from the cache either.
  if (!response.ok || response.redirected) return void (await cache.delete(path))
  await cache.put(path, response)
  const keys = await cache.keys()
  for (const key of keys.slice(0, Math.max(0, keys.length - KEPT_PAGES))) await cache.delete(key)
}

async function asset(event) {
  const { request } = event
  const cache = await caches.open(ASSETS)
  const kept = await cache.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) event.waitUntil(cache.put(request, response.clone()).catch(() => undefined))
  return response
}

async function keepAsset(cache, path) {
  if (!(await cache.match(path))) await cache.add(path)
}
