import { DocumentLoading } from '@/features/editor/document-loading.tsx'

export default function Loading() {
  return <DocumentLoading />
}
