import { asPrincipal } from '@quillwire/core'
import { createDocument } from '@quillwire/core/documents/create-document'
import { createShareLink } from '@quillwire/core/sharing/create-share-link'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { openTestOffice, PATIENCE } from '../testing/office.ts'
import { openRawClient } from '../testing/raw-client.ts'
import { frame, writeFrame } from '../transport/frames.ts'

const office = await openTestOffice()
afterEach(() => office.leave())
afterAll(() => office.close())

test('a visitor whose connection went dead is heard over the next one', async () => {
  const { base } = await office.serve()
  const documentId = await createDocument(office.ada, {})
  const ada = office.join(base, office.ada, documentId)
  const { id } = await createShareLink(office.ada, { documentId, role: 'viewer' })
  const guest = asPrincipal(office.services, { type: 'guest', name: 'Guest Wren', shareLinkIds: [id] })
  const { token } = await issueTicket(guest, { documentId })
  const wren = new Awareness(new Y.Doc())
  const place = () => ada.provider.awareness?.getStates().get(wren.clientID)?.place
  async function sayAnew(at: number) {
    const { send } = await openRawClient(base, documentId, token, '?tab=of-wren')
    wren.setLocalState({ place: at })
    const encoder = createEncoder()
    writeVarUint8Array(encoder, encodeAwarenessUpdate(wren, [wren.clientID]))
    send(writeFrame(documentId, frame.awareness, toUint8Array(encoder)))
  }

  await sayAnew(1)
  await vi.waitFor(() => expect(place()).toBe(1), PATIENCE)
  await sayAnew(2)
  await vi.waitFor(() => expect(place()).toBe(2), PATIENCE)
  wren.destroy()
})
