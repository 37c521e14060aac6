import { cn } from '@/lib/cn.ts'
import { LEFT_OUT } from './tree-places.ts'

interface PathTextProps {
  /** As `pathOf` gives it. */
  path: readonly string[]
  className?: string
}

/** The titles above a document, in one line. The nearest is cut last, since it best tells the document from others. */
export function PathText({ path, className }: PathTextProps) {
  if (path.length === 0) return null
  return (
    <span className={cn('flex min-w-0', className)}>
      {path.slice(0, -1).map((title, depth) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: two of them may have the same title
          key={depth}
          className={cn('flex min-w-0 overflow-hidden', title !== LEFT_OUT && 'shrink-[9999]')}
        >
          <bdi className="truncate">{title}</bdi>
          <span className="shrink-0 whitespace-pre">{' › '}</span>
        </span>
      ))}
      <bdi className="truncate">{path.at(-1)}</bdi>
    </span>
  )
}
