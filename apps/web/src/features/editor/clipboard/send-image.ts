import type { UploadedFile } from '@/lib/api-types.ts'
import { type UploadOptions, upload } from '@/lib/upload.ts'

/** Uploads an image to a document. Its size is the one that it is drawn in; null where this browser cannot tell. */
export async function sendImage(
  documentId: string,
  file: File,
  options?: UploadOptions,
): Promise<UploadedFile> {
  const form = new FormData()
  form.append('file', file)
  const [sent, size] = await Promise.all([
    upload<UploadedFile>(`/documents/${documentId}/files`, form, options),
    drawnSize(file),
  ])
  return { ...sent, ...size }
}

/** The pixels of the file do not tell: a camera that was held upright notes that its picture is to be turned. */
async function drawnSize(file: File): Promise<Pick<UploadedFile, 'width' | 'height'>> {
  try {
    const bitmap = await createImageBitmap(file)
    const { width, height } = bitmap
    bitmap.close()
    return { width, height }
  } catch {
    return { width: null, height: null }
  }
}
