/** Prefixes of paths that go on with a secret: incoming hooks, share links, invitations, links for a new password. */
const BEFORE_SECRET = /^\/(?:api\/v1\/hooks|api\/auth\/reset-password|s|join)\//

/** A requested path as it may appear in the log: without its query and without secrets. */
export function shownPath(path: string): string {
  const [shown = ''] = path.split('?')
  const [before] = BEFORE_SECRET.exec(shown) ?? []
  return before === undefined ? shown : `${before}…`
}
