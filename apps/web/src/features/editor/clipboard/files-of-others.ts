const FILE = /^\/api\/v1\/documents\/([^/]+)\/files\/[^/]+$/

/** Whether an image's address is that of a file of another document on this site. */
export function isFileOfAnother(src: string, documentId: string, origin: string): boolean {
  const url = URL.parse(src, origin)
  const owner = url?.origin === origin ? FILE.exec(url.pathname)?.[1] : undefined
  return owner !== undefined && owner !== documentId
}
