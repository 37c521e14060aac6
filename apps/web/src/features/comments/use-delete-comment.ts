'use client'
import { useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { api, messageOf } from '@/lib/api.ts'
import { goingComments, hasWordsOfOthers } from './going-comments.ts'
import { leaveDeletion } from './left-deletions.ts'
import { knownThreads, useRefreshThreads } from './use-threads.ts'

interface Doomed {
  threadId: string
  commentId: string
  /** The thread goes with it. */
  begins: boolean
}

/** Deletes comments, and threads with the comment that began them. */
export function useDeleteComment(documentId: string) {
  const client = useQueryClient()
  const refresh = useRefreshThreads(documentId)
  const pathOf = ({ threadId, commentId }: Doomed) =>
    `/documents/${documentId}/threads/${threadId}/comments/${commentId}`

  async function now(doomed: Doomed) {
    try {
      await api('DELETE', pathOf(doomed))
    } catch (error) {
      toast.error(messageOf(error))
    }
    await refresh()
    goingComments.remove(doomed.commentId)
  }

  /** Hides it, and deletes it when the message that offers to take it back has gone, or with the page. */
  function offerUndo(doomed: Doomed) {
    const { threadId, commentId, begins } = doomed
    let decided = false
    const decide = (act: () => void) => {
      if (decided) return
      decided = true
      window.removeEventListener('pagehide', leave)
      act()
    }
    const undo = () => decide(() => goingComments.remove(commentId))
    const leave = () =>
      decide(() => {
        leaveDeletion(pathOf(doomed))
        void fetch(`/api/v1${pathOf(doomed)}`, { method: 'DELETE', keepalive: true })
      })
    const finish = () =>
      decide(() => {
        if (!begins || !hasWordsOfOthers(knownThreads(client, documentId), threadId)) return void now(doomed)
        goingComments.remove(commentId)
        toast('The thread stays: somebody has answered in it meanwhile.')
      })
    goingComments.add(commentId)
    window.addEventListener('pagehide', leave)
    toast(begins ? 'Thread deleted.' : 'Comment deleted.', {
      action: { label: 'Undo', onClick: undo },
      onAutoClose: finish,
      onDismiss: finish,
    })
  }

  return { now, offerUndo }
}
