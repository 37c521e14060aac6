import { Skeleton } from '@/components/ui/bits.tsx'

/** Stands where the text will stand, with the title that is known already. */
export function EditorSkeleton({ title }: { title: string }) {
  return (
    <div
      role="status"
      aria-label="Loading the document"
      className="document-column grid content-start gap-4 pt-14"
    >
      <p className="font-semibold font-serif text-[2.35rem] leading-tight tracking-tight">
        {title || <span className="text-faint/60">Untitled</span>}
      </p>
      {['w-full', 'w-11/12', 'w-4/5'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  )
}
