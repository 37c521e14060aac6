import { DocumentsSkeleton } from '@/features/documents/documents-skeleton.tsx'

export default function Loading() {
  return <DocumentsSkeleton />
}
