import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const text = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')
const page = text('docs/decisions/0081-limits-of-a-client.md')

/** The members of a union of string literals. */
function membersOf(source: string, union: string): string[] {
  const [, members = ''] =
    new RegExp(`^export type ${union} =([^\\n]*(?:\\n  \\|.*)*)`, 'm').exec(source) ?? []
  return [...members.matchAll(/'([a-z_]+)'/g)].map(([, name = '']) => name)
}

// The reasons are labels of metrics, fields of the log and messages to clients: readers look them up on that page.
test('the page on limits names every reason for which the sync server refuses or disconnects a client', () => {
  const channel = text('apps/collab/src/room/document-channel.ts')
  const refusing =
    text('apps/collab/src/admission/admission.ts') + text('apps/collab/src/document/document-server.ts')
  const reasons = [
    ...membersOf(channel, 'DropReason'),
    ...membersOf(channel, 'RefusalReason'),
    ...membersOf(text('apps/collab/src/transport/transports.ts'), 'TurnedAway'),
    ...[...refusing.matchAll(/new Refusal\('([a-z_]+)'/g)].map(([, name = '']) => name),
  ]
  expect(reasons.length).toBeGreaterThan(15)
  expect(reasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([])
})
