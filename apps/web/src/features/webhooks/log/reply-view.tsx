import { Badge } from '@/components/ui/badge.tsx'
import type { Attempt } from '@/lib/api-types.ts'

type Reply = NonNullable<Attempt['reply']>

const results = {
  waiting: ['accent', 'Being written'],
  done: ['good', 'Written'],
  refused: ['bad', 'Refused'],
} as const
const kinds = { comment: 'A comment', append: 'Text to append' } as const

/** The receiver's reply to the document, and what became of it. */
export function ReplyView({ reply }: { reply: Reply }) {
  const [tone, result] = results[reply.status]
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border px-3 py-2.5 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <h4 className="font-medium text-(length:--small) text-quiet">Reply</h4>
        <span>{reply.kind ? kinds[reply.kind] : ''}</span>
        <Badge tone={tone}>{result}</Badge>
      </div>
      {reply.text && <p className="max-h-40 overflow-y-auto whitespace-pre-wrap break-words">{reply.text}</p>}
      {reply.error && <p className="text-(length:--small) text-bad">{reply.error}</p>}
    </div>
  )
}
