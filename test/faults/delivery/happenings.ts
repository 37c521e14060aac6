/** People and programs change documents all the time, whatever the database does meanwhile. */
import { setTimeout as pause } from 'node:timers/promises'
import { createDocument } from '@quillwire/core/documents/create-document'
import { renameDocument } from '@quillwire/core/documents/rename-document'
import { eventId } from '@quillwire/events'
import { type TestDocument, testDocument } from '../../../packages/webhooks/src/testing/document.ts'
import type { TestWorkspace } from '../../../packages/webhooks/src/testing/workspace.ts'
import type { Random } from '../fuzz/random.ts'

export interface Happenings {
  /** What was acknowledged: the ids of events, and of created documents. */
  promised: { events: string[]; documents: string[] }
  /** Stops all changes. Resolves when the last one has ended. */
  stop(): Promise<void>
}

/** Documents for this many concurrent writers. Each has its own, so that the order is beyond dispute. */
export async function writersDocuments(workspace: TestWorkspace, writers: number): Promise<TestDocument[][]> {
  const one = () => testDocument(workspace)
  return await Promise.all(Array.from({ length: writers }, () => Promise.all([one(), one()])))
}

export function startHappenings(
  workspace: TestWorkspace,
  documents: readonly TestDocument[][],
  random: Random,
): Happenings {
  const promised: Happenings['promised'] = { events: [], documents: [] }
  let stopped = false

  async function something(own: readonly TestDocument[]) {
    const { context } = workspace
    const roll = random.below(20)
    const document = random.pick(own)
    const title = `Plan ${random.below(1_000_000)}`
    if (roll === 0) promised.documents.push(await createDocument(context, { title }))
    else if (roll === 1) await renameDocument(context, { documentId: document.id, title })
    else if (roll === 2) promised.events.push(eventId(await workspace.happen()))
    else promised.events.push(eventId(await document.save()))
  }

  async function write(own: readonly TestDocument[]) {
    while (!stopped) {
      // It fails while the database is away, and nobody knows whether it was committed.
      await something(own).catch(() => pause(50))
      await pause(random.below(40))
    }
  }

  const writing = Promise.all(documents.map(write))
  return {
    promised,
    async stop() {
      stopped = true
      await writing
    },
  }
}
