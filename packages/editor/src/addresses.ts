/** The schemes that a link may have; everything else, `javascript:` first of all, is refused. */
const SAFE_SCHEMES = new Set(['http', 'https', 'mailto', 'tel'])

/** Whether a link may be followed: a web or mail address, or a path within this site. */
export function isSafeLink(href: string): boolean {
  const plain = asBrowsersRead(href)
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(plain)?.[1]
  if (scheme) return SAFE_SCHEMES.has(scheme.toLowerCase())
  return !/^[\\/]{2}/.test(plain)
}

/** Whether an image may be shown from this address: an uploaded file, or the web. */
export function isSafeImage(src: string): boolean {
  const plain = asBrowsersRead(src)
  return /^https?:\/\//i.test(plain) || /^\/(?![\\/])/.test(plain)
}

/** Browsers ignore control characters and blanks within a scheme, so they are removed before the check. */
function asBrowsersRead(address: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return address.replaceAll(/[\u0000-\u0020\u007f-\u00a0]/g, '')
}
