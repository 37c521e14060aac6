import { Skeleton } from '@/components/ui/skeleton.tsx'
import { Page } from '@/features/shell/page.tsx'
import { RowSkeletons } from './document-rows.tsx'

/** Stands in for the list of documents while it loads. */
export function DocumentsSkeleton() {
  return (
    <Page title="Documents" actions={<Skeleton className="h-9 w-[9.6rem]" />}>
      <Skeleton className="h-10" />
      <RowSkeletons />
    </Page>
  )
}
