import { Skeleton } from '@/components/ui/skeleton.tsx'

/** Stands where the text will stand, with the title where that is known already. */
export function EditorSkeleton({ title }: { title: string | undefined }) {
  return (
    <div role="status" aria-label="Loading the document" className="document-column pt-14">
      <div className="font-semibold font-serif text-[2.35rem] leading-tight tracking-tight [overflow-wrap:anywhere] [unicode-bidi:plaintext]">
        {title === undefined ? (
          <Skeleton className="h-[1.25em] w-3/5" />
        ) : (
          title || <span className="text-faint/60">Untitled</span>
        )}
      </div>
      <TextSkeleton />
    </div>
  )
}

/** The first lines, below the title. */
export function TextSkeleton() {
  return (
    <div className="grid gap-4 pt-9">
      {['w-full', 'w-11/12', 'w-4/5'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  )
}
