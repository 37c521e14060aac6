import NotFound from '@/app/not-found.tsx'
import { GoneDocument } from '@/features/editor/page/gone-document.tsx'
import { askMe } from '@/server/ask-api.ts'

export default async function DocumentNotFound() {
  const { principal } = await askMe()
  return (
    <GoneDocument viewerId={principal.id}>
      <NotFound />
    </GoneDocument>
  )
}
