/** Where the next part of a path is a secret: an incoming hook, a share link, an invitation, a link for a new password. */
const BEFORE_SECRET = /^\/(?:api\/v1\/hooks|api\/auth\/reset-password|s|join)\//

/** A requested path as the log may have it: without its query, and without a secret in it. */
export function shownPath(path: string): string {
  const [shown = ''] = path.split('?')
  const [before] = BEFORE_SECRET.exec(shown) ?? []
  return before === undefined ? shown : `${before}…`
}
