import { cn } from '@/lib/cn.ts'
import { initialsOf } from '@/lib/initials.ts'
import { personColor } from '@/lib/person-color.ts'

interface AvatarProps {
  name: string
  /** Whose colour it is: the person's id, so that it is the same everywhere and for namesakes another. */
  id: string | null
  className?: string
}

/** The initials of a name on the colour that belongs to the person. */
export function Avatar({ name, id, className }: AvatarProps) {
  return (
    <span
      aria-hidden
      title={name}
      style={{ background: personColor(id ?? name) }}
      className={cn(
        'inline-grid size-7 shrink-0 place-items-center rounded-full font-semibold text-(length:--tiny) text-white',
        className,
      )}
    >
      {initialsOf(name) || '?'}
    </span>
  )
}
