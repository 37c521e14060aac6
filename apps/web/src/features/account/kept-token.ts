/** The token of a link, kept in this tab while somebody signs in for it: no address that a server is told has it. */
const KEPT = 'quillwire.confirm-email'

/** Of the link that was opened, else the one that was kept; empty where there is none. */
export function readToken(): string {
  return window.location.hash.slice(1) || (storage()?.getItem(KEPT) ?? '')
}

export function keepToken(token: string): void {
  try {
    storage()?.setItem(KEPT, token)
  } catch {
    // The storage is full: the link is to be opened once more.
  }
}

/** It was used, or is of no use. Back does not lead to it either. */
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
