import { Skeleton } from '@/components/ui/skeleton.tsx'
import { RowSkeletons } from '@/features/documents/document-rows.tsx'
import { Page } from '@/features/shell/page.tsx'

export default function Loading() {
  return (
    <Page title="Trash">
      <Skeleton className="h-10" />
      <RowSkeletons />
    </Page>
  )
}
