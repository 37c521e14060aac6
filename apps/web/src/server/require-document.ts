import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { Document } from '@/lib/api-types.ts'
import { askApi } from './ask-api.ts'
import { requireUser } from './require-user.ts'

/** The document as whoever requested the page may see it, or null. Asked for once for a request. */
export const askDocument = cache((id: string) => askApi<Document>(`/documents/${id}`))

/** The same, where there is no page without it: strangers sign in first, for others there is nothing here. */
export async function requireDocument(id: string): Promise<Document> {
  const document = await askDocument(id)
  if (document) return document
  await requireUser()
  notFound()
}
