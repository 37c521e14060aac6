import { DocumentLoading } from '@/features/editor/page/document-loading.tsx'

export default function Loading() {
  return <DocumentLoading />
}
