import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { Document } from '@/lib/api-types.ts'
import { askApi } from './ask-api.ts'
import { requireUser } from './require-user.ts'

/** The document as whoever requested the page may see it, or null. Read once per request. */
export const askDocument = cache((id: string) => askApi<Document>(`/documents/${id}`))

/** The same for a page that needs it: strangers are sent to sign in, others get “not found”. */
export async function requireDocument(id: string): Promise<Document> {
  const document = await askDocument(id)
  if (document) return document
  await requireUser()
  notFound()
}
