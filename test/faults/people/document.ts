/** A document with people who write in it, and a record of who might write when. */
import { asPrincipal, type Context, decideDocument, documentFacts } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { createShareLink } from '@quillwire/core/sharing/create-share-link'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { testWorkspace } from '@quillwire/core/testing/test-workspace'
import { type Database, newId } from '@quillwire/database'
import type { Random } from '../fuzz/random.ts'
import { rightSpans } from '../right-spans.ts'
import { startWriter, type Writer, ways } from './writer.ts'

export interface TriedDocument {
  id: string
  workspaceId: string
  /** The owner of the workspace and of the document. The others have the rights that they are given. */
  owner: Context
  others: readonly Context[]
  /** The contexts in which programs act. */
  programs: readonly Context[]
  writers: readonly Writer[]
  /** Makes a new link, which the guest uses from now on. */
  linkGuest(): Promise<string>
  /** Does something, and notes who may write before it and after it. */
  act(deed: () => Promise<void> | void): Promise<void>
  /** Call it when the database was away since then: nobody could learn of a right that had ended just before. */
  wasAway(since: number): void
  /** Whether this person might write at this moment, or had only just lost the right. */
  mightWrite(context: Context, at: number): boolean
}

export async function openTriedDocument(
  database: Database,
  baseOf: (index: number) => string,
  randomOf: (index: number) => Random,
): Promise<TriedDocument> {
  const { id: workspaceId, services, owner, person, apiKey } = await testWorkspace(database)
  const others = [await person('Ben'), await person('Cleo'), await person('Dan')]
  const key = await apiKey('documents:write')
  const hook = asPrincipal(services, {
    type: 'integration',
    id: newId(),
    name: 'Hook',
    workspaceId,
    role: 'editor',
  })
  const id = await createDocument(owner, { title: 'Trial', markdown: 'One\n\nTwo\n\n## Numbers\n\nThree' })
  await setGeneralAccess(owner, { documentId: id, role: 'editor' })
  const shareLinkIds: string[] = []
  const guest = asPrincipal(services, { type: 'guest', name: 'Guest', shareLinkIds })

  async function linkGuest() {
    const link = await createShareLink(owner, { documentId: id, role: 'editor' })
    shareLinkIds.push(link.id)
    return link.id
  }
  await linkGuest()

  const [ben, cleo, dan] = others as [Context, Context, Context] // the three above
  // Ben has two windows.
  const names = { ada: owner, ben, benb: ben, cleo, dan, guest }
  const writers = Object.entries(names).map(([name, context], index) => {
    const random = randomOf(index)
    return startWriter({ context, documentId: id, base: baseOf(index), name, way: random.pick(ways), random })
  })

  const spans = rightSpans<Context>()

  async function noteRights(before: number) {
    for (const context of [owner, ...others, guest]) {
      const { principal } = context
      const facts = (await documentFacts(database, principal, [id])).get(id)
      spans.note(context, facts !== undefined && decideDocument(principal, 'write', facts), before)
    }
  }
  await noteRights(0)

  return {
    id,
    workspaceId,
    owner,
    others,
    programs: [owner, key, hook],
    writers,
    linkGuest,
    async act(deed) {
      const before = Date.now()
      try {
        await deed()
      } finally {
        await noteRights(before)
      }
    },
    wasAway: spans.wasAway,
    mightWrite: spans.mightHave,
  }
}
