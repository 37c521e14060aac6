import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { type FileView, presentFile } from './file-view.ts'

/** The files of the document, newest first. */
export async function listFiles(
  context: Context,
  { documentId }: { documentId: string },
): Promise<FileView[]> {
  await requireDocument(context.database, context.principal, documentId, 'read')
  const rows = await context.database.prisma.file.findMany({
    where: { documentId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  return rows.map(presentFile)
}
