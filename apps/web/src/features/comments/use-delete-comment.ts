'use client'
import { toast } from 'sonner'
import { ApiError, api, messageOf } from '@/lib/api.ts'
import { onceUnseen } from '@/lib/once-unseen.ts'
import { goingComments } from './going-comments.ts'
import { leaveDeletion } from './left-deletions.ts'
import { useRefreshThreads } from './use-threads.ts'

interface Doomed {
  threadId: string
  commentId: string
  /** Whether the thread goes with it. */
  begins: boolean
}

/** A toast's own timer stands still in a hidden tab: others would see for hours what is gone here. */
const UNSEEN_MS = 5000

/** Deletes comments, and threads with the comment that began them. */
export function useDeleteComment(documentId: string) {
  const refresh = useRefreshThreads(documentId)
  const pathOf = ({ threadId, commentId }: Doomed) =>
    `/documents/${documentId}/threads/${threadId}/comments/${commentId}`

  async function remove({ threadId, commentId }: Doomed, path: string) {
    try {
      await api('DELETE', path)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'thread_answered') toast(error.message)
      else toast.error(messageOf(error))
    }
    await refresh(threadId)
    goingComments.remove(commentId)
  }

  /** Deletes the comment at once, with all that is in its thread where that goes with it. */
  const now = (doomed: Doomed) => remove(doomed, pathOf(doomed))

  /**
   * Hides the comment, and deletes it when the toast that offers Undo has gone, or when the page is left. It stays
   * where others have answered by then: the server decides that, since only the server knows.
   */
  function offerUndo(doomed: Doomed) {
    const { commentId, begins } = doomed
    const path = `${pathOf(doomed)}?unlessAnswered=true`
    let decided = false
    const decide = (act: () => void) => {
      if (decided) return
      decided = true
      window.removeEventListener('pagehide', leave)
      stopWaiting()
      act()
    }
    const undo = () => decide(() => goingComments.remove(commentId))
    const leave = () =>
      decide(() => {
        leaveDeletion(path)
        void fetch(`/api/v1${path}`, { method: 'DELETE', keepalive: true })
      })
    const finish = () => decide(() => void remove(doomed, path))
    const stopWaiting = onceUnseen(UNSEEN_MS, () => {
      finish()
      // The toast goes with the next frame, which comes when the tab is seen.
      toast.dismiss(message)
    })
    goingComments.add(commentId)
    window.addEventListener('pagehide', leave)
    const message = toast(begins ? 'Thread deleted.' : 'Comment deleted.', {
      action: { label: 'Undo', onClick: undo },
      onAutoClose: finish,
      onDismiss: finish,
    })
  }

  return { now, offerUndo }
}
