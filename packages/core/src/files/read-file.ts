import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { gone, notFound } from '../errors.ts'
import { type FileView, presentFile } from './file-view.ts'

/** A file, for those who may read its document. Its bytes, which never change, are read only on request. */
export async function readFile(
  context: Context,
  input: { documentId: string; fileId: string },
): Promise<FileView & { bytes(): Promise<Uint8Array> }> {
  const { documentId, fileId } = input
  await requireDocument(context.database, context.principal, documentId, 'read')
  const row = await context.database.prisma.file.findFirst({ where: { id: fileId, documentId } })
  if (!row) throw notFound('file_not_found', 'There is no such file in this document.')
  return { ...presentFile(row), bytes: () => bytesOf(context, row.storageKey) }
}

async function bytesOf({ files }: Context, storageKey: string): Promise<Uint8Array> {
  const bytes = await files.read(storageKey)
  if (bytes) return bytes
  throw gone(
    'file_lost',
    'The file store no longer has this file, as happens after a restore without it. Upload it again, or ask whoever runs Quillwire for a backup of the files.',
  )
}
