import { ApiError, api } from '../../lib/api.ts'

const KEY = 'quillwire.left-deletions'

/**
 * Deletions that were decided by leaving the page. The request that is to outlive it may be dropped by the browser, so
 * the tab's next page makes sure of them.
 */
export function leaveDeletion(path: string): void {
  sessionStorage.setItem(KEY, JSON.stringify([...leftPaths(), path]))
}

/** Makes up for what an earlier page of this tab left. What is gone already is as it should be. */
export async function finishDeletions(): Promise<void> {
  const paths = leftPaths()
  sessionStorage.removeItem(KEY)
  for (const path of paths)
    await api('DELETE', path).catch((error: unknown) => {
      // Without an answer nobody knows: the next look tries again.
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
