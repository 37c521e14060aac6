import { Badge } from '@/components/ui/bits.tsx'
import type { Call, Hook, HookAction } from './use-hooks.ts'

export function HookStatus({ hook }: { hook: Hook }) {
  if (hook.status === 'revoked') return <Badge>Revoked</Badge>
  if (isFailing(hook)) return <Badge tone="bad">Failing</Badge>
  return <Badge tone="good">Active</Badge>
}

/** Whether the last call was refused. */
function isFailing({ status, lastCall }: Hook): boolean {
  return status === 'active' && lastCall !== null && lastCall.statusCode >= 400
}

const calls = {
  written: { tone: 'good', name: 'Written' },
  refused: { tone: 'bad', name: 'Refused' },
  repeated: { tone: 'plain', name: 'Repeat' },
} as const

export function CallStatus({ call }: { call: Call }) {
  const { tone, name } = calls[call.status]
  return <Badge tone={tone}>{name}</Badge>
}

const actionNames: Record<HookAction, string> = {
  append: 'Adds at the end',
  prepend: 'Adds at the beginning',
  comment: 'Comments',
  set_block: 'Keeps a section up to date',
}

/** What a call does, as a sentence. */
export function describeAction({ action, block }: Pick<Hook, 'action' | 'block'>): string {
  return action === 'set_block' && block ? `Replaces the section “${block}”` : actionNames[action]
}
