import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { type FileView, presentFile } from './file-view.ts'

/** A file, for those who may read its document. Its bytes, which never change, are read when they are asked for. */
export async function readFile(
  context: Context,
  input: { documentId: string; fileId: string },
): Promise<FileView & { bytes(): Promise<Uint8Array> }> {
  const { documentId, fileId } = input
  await requireDocument(context.database, context.principal, documentId, 'read')
  const row = await context.database.prisma.file.findFirst({ where: { id: fileId, documentId } })
  if (!row) throw notFound('file_not_found', 'There is no such file in this document.')
  return { ...presentFile(row), bytes: () => context.files.read(row.storageKey) }
}
