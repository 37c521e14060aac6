/**
 * The part that the copy on this device plays in a live document. It is read before the server is asked: what is in it
 * is no news then, and is compared with what the server has, not sent as a whole. But nobody waits for it for long.
 */
import type * as Y from 'yjs'
import type { openLocalCopy } from '../../offline/local-copy.ts'
import { copyName } from '../../offline/offline-copies.ts'

/** How long the copy on this device may take before the server is asked without it. */
const COPY_WAIT_MS = 2000

export interface DeviceCopyOptions {
  documentId: string
  ydoc: Y.Doc
  openCopy: typeof openLocalCopy
  /** What it holds is in the document now; an empty one holds nothing. */
  onRead(): void
  /** Nothing is kept any longer. */
  onLost(): void
  /** It takes its time: whoever waited for it goes on. */
  onSlow(): void
}

export interface DeviceCopy {
  /** Whether nothing more will come of it: it was read, or it is lost. */
  readonly isOver: boolean
  /** Opens the copy of this person; a second time, or after the end, it does nothing. */
  open(principalId: string | null): void
  close(): void
}

export function createDeviceCopy(options: DeviceCopyOptions): DeviceCopy {
  const { documentId, ydoc, openCopy } = options
  let isOver = false
  let closed = false
  let wait: ReturnType<typeof setTimeout> | undefined
  let close: (() => void) | null = null

  const over = (tell: () => void) => () => {
    clearTimeout(wait)
    isOver = true
    tell()
  }

  return {
    get isOver() {
      return isOver
    },
    open(principalId) {
      // A ticket may come when its page is gone.
      if (close || closed) return
      close = openCopy(copyName(documentId, principalId), ydoc, {
        onLoaded: over(options.onRead),
        onLost: over(options.onLost),
      })
      // A browser that is busy with its disk keeps nobody from the server.
      wait = setTimeout(options.onSlow, COPY_WAIT_MS)
    },
    close() {
      closed = true
      clearTimeout(wait)
      close?.()
    },
  }
}
