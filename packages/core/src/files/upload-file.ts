import { newId } from '@quillwire/database'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { invalid, notFound, tooLarge } from '../errors.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { sniffImage } from './sniff-image.ts'

/** Bytes that an uploaded file may have. */
export const FILE_LIMIT = 20 * 1024 * 1024

export interface FileView {
  id: string
  name: string
  contentType: string
  size: number
  width: number | null
  height: number | null
  createdAt: Date
  /** A path of this site: it needs the right to read the document. */
  url: string
}

export function fileUrl(documentId: string, id: string): string {
  return `/api/v1/documents/${documentId}/files/${id}`
}

/** Keeps an image for the document. Its kind is read from its bytes. */
export async function uploadFile(
  context: Context,
  input: { documentId: string; name: string; bytes: Uint8Array },
): Promise<FileView> {
  const { documentId, bytes } = input
  const facts = await requireDocument(context.database, context.principal, documentId, 'write')
  if (bytes.byteLength > FILE_LIMIT)
    throw tooLarge('file_too_large', `A file may have at most ${FILE_LIMIT / 1024 / 1024} MiB.`, {
      field: 'file',
    })
  const image = sniffImage(bytes)
  if (!image)
    throw invalid(
      'file_type_unsupported',
      'Only PNG, JPEG, GIF, WebP and AVIF images can be put into a document.',
      {
        field: 'file',
      },
    )
  const id = newId()
  const storageKey = `${documentId}/${id}.${image.extension}`
  // The bytes first: a row without its file would be a broken picture, a file without a row is only unused.
  await context.files.put(storageKey, bytes, image.contentType)
  const actor = actorOf(context.principal)
  try {
    return await context.database.transaction(async (tx) => {
      const row = await tx.file.create({
        data: {
          id,
          documentId,
          name: input.name.slice(-200) || `image.${image.extension}`,
          contentType: image.contentType,
          size: bytes.byteLength,
          width: image.width,
          height: image.height,
          storageKey,
          createdByType: actor.type,
          createdById: actor.id,
        },
      })
      await recordEvent(tx, {
        workspaceId: facts.workspaceId,
        type: 'file.uploaded',
        actor,
        documentId,
        data: {
          document: await documentReference(tx, context.publicUrl, documentId),
          file: {
            id,
            name: row.name,
            contentType: row.contentType,
            size: row.size,
            url: context.publicUrl + fileUrl(documentId, id),
          },
        },
      })
      return presentFile(row)
    })
  } catch (error) {
    await context.files.delete(storageKey).catch(() => undefined)
    throw error
  }
}

/** The files of the document, newest first. */
export async function listFiles(
  context: Context,
  { documentId }: { documentId: string },
): Promise<FileView[]> {
  await requireDocument(context.database, context.principal, documentId, 'read')
  const rows = await context.database.prisma.file.findMany({
    where: { documentId },
    orderBy: { createdAt: 'desc' },
  })
  return rows.map(presentFile)
}

/** A file's bytes, for those who may read its document. */
export async function readFile(
  context: Context,
  input: { documentId: string; fileId: string },
): Promise<FileView & { bytes: Uint8Array }> {
  const { documentId, fileId } = input
  await requireDocument(context.database, context.principal, documentId, 'read')
  const row = await context.database.prisma.file.findFirst({ where: { id: fileId, documentId } })
  if (!row) throw notFound('file_not_found', 'There is no such file in this document.')
  return { ...presentFile(row), bytes: await context.files.read(row.storageKey) }
}

function presentFile(row: Omit<FileView, 'url'> & { documentId: string }): FileView {
  const { id, name, contentType, size, width, height, createdAt, documentId } = row
  return { id, name, contentType, size, width, height, createdAt, url: fileUrl(documentId, id) }
}
