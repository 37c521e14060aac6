import { newId, storable } from '@quillwire/database'
import { IMAGE_TOO_LARGE, MAX_IMAGE_BYTES, NO_IMAGE } from '@quillwire/editor'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { keepDocument } from '../documents/lock-document.ts'
import { invalid, tooLarge } from '../errors.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { type FileView, fileUrl, presentFile } from './file-view.ts'
import { type ImageFacts, sniffImage } from './sniff-image.ts'
import { giveUpUpload, noteUpload, useUpload } from './unused-files.ts'

/** Stores an image for the document. Its type is determined from its bytes. */
export async function uploadFile(
  context: Context,
  input: { documentId: string; name: string; bytes: Uint8Array },
): Promise<FileView> {
  const { documentId, bytes } = input
  const facts = await requireDocument(context.database, context.principal, documentId, 'write')
  const image = requireImage(bytes)
  const id = newId()
  const storageKey = `${documentId}/${id}.${image.extension}`
  await noteUpload(context.database, storageKey)
  const actor = actorOf(context.principal)
  try {
    // The bytes first: a row without its file would be a broken picture, while a file without a row is merely unused.
    await context.files.put(storageKey, bytes, image.contentType)
    return await context.database.transaction(async (tx) => {
      await keepDocument(tx, documentId)
      // Checked again, since the upload may have taken long.
      await requireDocument(tx, context.principal, documentId, 'write')
      await useUpload(tx, storageKey)
      const row = await tx.file.create({
        data: {
          id,
          documentId,
          name: storable(input.name.slice(-200)) || `image.${image.extension}`,
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
    await giveUpUpload(context, storageKey)
    throw error
  }
}

function requireImage(bytes: Uint8Array): ImageFacts {
  const field = { field: 'file' }
  if (bytes.byteLength > MAX_IMAGE_BYTES) throw tooLarge('file_too_large', IMAGE_TOO_LARGE, field)
  const image = sniffImage(bytes)
  if (image) return image
  throw invalid('file_type_unsupported', NO_IMAGE, field)
}
