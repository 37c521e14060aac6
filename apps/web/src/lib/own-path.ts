/** A path of this site to go on to, or the start page where something else was asked for. */
export function ownPath(path: string | undefined): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/'
}
