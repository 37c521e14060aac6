import { api } from '@/lib/api.ts'
import type { UploadedFile } from '@/lib/api-types.ts'

/** Gives a document the file of an image. */
export async function sendImage(documentId: string, file: File): Promise<UploadedFile> {
  const form = new FormData()
  form.append('file', file)
  return await api<UploadedFile>('POST', `/documents/${documentId}/files`, form)
}
