import type { Executor } from '@quillwire/database'
import { NOBODY } from '../access/nobody.ts'
import { conflict } from '../errors.ts'
import { NOBODY_ELSES } from '../leaving/left-behind.ts'

/**
 * Call this after a change in who may edit the document, in its transaction, which holds `lockAccess`. The document's
 * maker may be gone, and the changed right, general or by name, may have been the last to allow editing.
 *
 * @throws `last_editor`
 */
export async function requireEditor(tx: Executor, documentId: string): Promise<void> {
  const { rows } = await tx.query(`SELECT FROM documents d WHERE d.id = $1::uuid AND ${NOBODY_ELSES}`, [
    documentId,
    NOBODY,
  ])
  if (rows.length > 0)
    throw conflict(
      'last_editor',
      'Nobody could edit or share this document then. Give somebody the right to edit first.',
    )
}
