import { RowSkeletons } from '@/features/documents/document-rows.tsx'
import { Page } from '@/features/shell/page.tsx'

export default function Loading() {
  return (
    <Page title="Trash">
      <RowSkeletons />
    </Page>
  )
}
