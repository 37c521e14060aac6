/**
 * The role of the copy on this device in a live document. It is read before the server is asked, so that its content is
 * compared with what the server has instead of being sent as a whole. But nobody waits for it for long.
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
  /** The copy's content is in the document now. The copy may have been empty. */
  onRead(): void
  /** Nothing is kept any longer. */
  onLost(): void
  /** The copy is slow: whatever waited for it goes on. */
  onSlow(): void
}

export interface DeviceCopy {
  /** Whether nothing more will come from the copy, because it was read or is lost. */
  readonly isOver: boolean
  /** Opens this person's copy. A second call, or one after `close`, does nothing. */
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
      // A ticket may arrive after its page has gone.
      if (close || closed) return
      close = openCopy(copyName(documentId, principalId), ydoc, {
        onLoaded: over(options.onRead),
        onLost: over(options.onLost),
      })
      // A browser that is busy with its disk must not keep anybody from the server.
      wait = setTimeout(options.onSlow, COPY_WAIT_MS)
    },
    close() {
      closed = true
      clearTimeout(wait)
      close?.()
    },
  }
}
