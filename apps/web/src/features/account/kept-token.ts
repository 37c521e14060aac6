/** The token of a link, kept in this tab while somebody signs in. So it is in no address that is sent to a server. */
const KEPT = 'quillwire.confirm-email'

/** The token of the link that was opened, else the kept one; empty if there is none. */
export function readToken(): string {
  return window.location.hash.slice(1) || (storage()?.getItem(KEPT) ?? '')
}

export function keepToken(token: string): void {
  try {
    storage()?.setItem(KEPT, token)
  } catch {
    // The storage is full: the link has to be opened once more.
  }
}

/** Forgets a token that was used or is invalid, also in the address, so that Back does not lead to it. */
export function forgetToken(): void {
  storage()?.removeItem(KEPT)
  window.history.replaceState(window.history.state, '', window.location.pathname)
}

function storage(): Storage | null {
  try {
    return window.sessionStorage
  } catch {
    return null // refused
  }
}
