import type { Thread } from '@/lib/api-types.ts'

let going: ReadonlySet<string> = new Set()
const listeners = new Set<() => void>()

function set(next: ReadonlySet<string>) {
  going = next
  for (const listener of listeners) listener()
}

/** The comments that are being deleted here. They are hidden already, and stay on the server while Undo is offered. */
export const goingComments = {
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  snapshot: () => going,
  add: (commentId: string) => set(new Set([...going, commentId])),
  remove: (commentId: string) => set(new Set([...going].filter((id) => id !== commentId))),
}

/** The threads without these comments. A thread goes with the comment that began it. */
export function withoutComments(threads: readonly Thread[], without: ReadonlySet<string>): Thread[] {
  return threads
    .filter(({ comments }) => !comments[0] || !without.has(comments[0].id))
    .map((thread) => ({ ...thread, comments: thread.comments.filter(({ id }) => !without.has(id)) }))
}
