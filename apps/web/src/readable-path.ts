/** Whether a requested path can be taken for that of a page: `*`, a URL and broken percent-encoding cannot. */
export function isReadablePath(path: string): boolean {
  if (!path.startsWith('/')) return false
  const [asked = ''] = path.split('?')
  try {
    decodeURIComponent(asked)
    return true
  } catch {
    return false
  }
}
