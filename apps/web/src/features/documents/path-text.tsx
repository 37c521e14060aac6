import { cn } from '@/lib/cn.ts'

interface PathTextProps {
  /** As `pathOf` gives it. */
  path: string
  className?: string
}

/** The titles above a document, in one line. What is cut first is what is far above: by the nearest it is told from others. */
export function PathText({ path, className }: PathTextProps) {
  const end = path.lastIndexOf(' › ')
  return (
    <span className={cn('flex min-w-0', className)}>
      {end > 0 && (
        <>
          <bdi className="truncate">{path.slice(0, end)}</bdi>
          <span className="shrink-0 whitespace-pre">{' › '}</span>
        </>
      )}
      <bdi className="max-w-full shrink-0 truncate">{end > 0 ? path.slice(end + 3) : path}</bdi>
    </span>
  )
}
