import { asPrincipal, type Context, DomainError, type Services } from '@quillwire/core'
import { commentOnDocument } from '@quillwire/core/comments/comment-on-document'
import { type ContentPlace, writeContent } from '@quillwire/core/documents/write-content'
import type { Transaction } from '@quillwire/database'
import type { CalledHook } from './called-hook.ts'
import { commentText } from './comment-text.ts'
import { logWritten, type ReceivedCall, wasWritten } from './log-call.ts'

class NotToBeWritten extends Error {}

/**
 * Writes what a call brought into the document of its hook, in the hook's name, and logs the call with it.
 * @returns false where nothing was written: a call with the same idempotency id has written before, or the hook has
 *   ended or was changed meanwhile.
 */
export async function writeCall(
  services: Services,
  hook: CalledHook,
  call: ReceivedCall,
  { markdown, idempotencyId }: { markdown: string; idempotencyId: string | null },
): Promise<boolean> {
  const { id, name, workspaceId, documentId, action } = hook
  const role = action === 'comment' ? 'commenter' : 'editor'
  const context = asPrincipal(services, { type: 'integration', id, name, workspaceId, role })
  const log = (written: string) => async (tx: Transaction) => {
    const taken = { written, idempotencyId, hookOf: hook.updatedAt }
    if (!(await logWritten(tx, call, taken))) throw new NotToBeWritten()
  }
  try {
    if (action === 'comment') await comment(context, documentId, markdown, log)
    else await writeContent(context, { documentId, markdown, place: placeOf(hook) }, log(markdown))
    return true
  } catch (error) {
    if (error instanceof NotToBeWritten) return false
    if (!(error instanceof DomainError) && (await wasWritten(services.database, call))) return true
    throw error
  }
}

async function comment(
  context: Context,
  documentId: string,
  markdown: string,
  log: (written: string) => (tx: Transaction) => Promise<void>,
) {
  const body = commentText(markdown)
  await commentOnDocument(context, { documentId, body }, log(body))
}

function placeOf({ action, block }: CalledHook): ContentPlace {
  if (action === 'prepend') return 'start'
  return action === 'set_block' && block !== null ? { section: block } : 'end'
}
