const HERE = 'http://here.invalid'

/** A path of this site to go on to, or the start page where something else was asked for. */
export function ownPath(path: string | undefined): string {
  // As browsers read it, who leave out tabs and line ends, and take a backslash for a slash.
  const url = typeof path === 'string' && path.startsWith('/') ? URL.parse(path, HERE) : null
  if (url?.origin !== HERE || url.pathname.startsWith('//')) return '/'
  return url.pathname + url.search + url.hash
}
