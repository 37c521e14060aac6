import { cn } from '@/lib/cn.ts'

interface MadeByProps {
  maker: { type?: 'user' | 'api_key'; name: string; gone: boolean } | null
  /** Stands before the name: “by ”. */
  before?: string
  /** Only an admin may own such a thing. */
  admin?: boolean
}

/** Says who made something. That its maker is gone is marked, since it deserves a second look. */
export function MadeBy({ maker, before = '', admin = false }: MadeByProps) {
  if (!maker) return null
  return (
    <span className={cn('[overflow-wrap:anywhere]', maker.gone && 'font-medium text-warn')}>
      {before}
      {maker.type === 'api_key' && 'the key '}
      <bdi>{maker.name}</bdi>
      {maker.gone &&
        (maker.type === 'api_key'
          ? ', which has ended'
          : admin
            ? ', who is no longer an admin'
            : ', who has left')}
    </span>
  )
}
