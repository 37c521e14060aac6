import { ApiError, api } from '../../lib/api.ts'

const KEY = 'quillwire.left-deletions'

/**
 * Notes a deletion that was decided by leaving the page. The browser may drop the request that is to outlive the page,
 * so the tab's next page makes sure of the deletion.
 */
export function leaveDeletion(path: string): void {
  sessionStorage.setItem(KEY, JSON.stringify([...leftPaths(), path]))
}

/** Finishes the deletions that an earlier page of this tab left. What is gone already needs nothing more. */
export async function finishDeletions(): Promise<void> {
  const paths = leftPaths()
  sessionStorage.removeItem(KEY)
  for (const path of paths)
    await api('DELETE', path).catch((error: unknown) => {
      // Without an answer the outcome is not known: the next call tries again.
      if (!(error instanceof ApiError)) leaveDeletion(path)
    })
}

function leftPaths(): string[] {
  try {
    const paths: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : []
  } catch {
    return []
  }
}
