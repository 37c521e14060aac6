const HERE = 'http://here.invalid'

/** The path to go on to if it belongs to this site, else the start page. */
export function ownPath(path: string | undefined): string {
  // Parsed as browsers do: they ignore tabs and line ends, and take a backslash for a slash.
  const url = typeof path === 'string' && path.startsWith('/') ? URL.parse(path, HERE) : null
  if (url?.origin !== HERE || url.pathname.startsWith('//')) return '/'
  return url.pathname + url.search + url.hash
}
