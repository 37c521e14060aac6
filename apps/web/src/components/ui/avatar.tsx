import { cn } from '@/lib/cn.ts'
import { initialsOf } from '@/lib/initials.ts'
import { personColor } from '@/lib/person-color.ts'

interface AvatarProps {
  name: string
  /** The person's id, which decides the colour: the same everywhere, and another one for namesakes. */
  id: string | null
  className?: string
}

/** The initials of a name on the person's colour. */
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
