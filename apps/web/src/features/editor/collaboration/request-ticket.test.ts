import { expect, onTestFinished, test, vi } from 'vitest'

const ANNA = 'anna'
const GONE = { status: 404, body: { code: 'document_not_found' } }

/** A page of Anna's whose session has not ended yet, and what the API answers. */
async function setUp(answers: Record<string, { status: number; body: object }>) {
  vi.resetModules()
  vi.stubGlobal('fetch', async (url: string) => {
    const { status, body } = answers[url] ?? { status: 500, body: {} }
    return Response.json(body, { status })
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  const { requestTicket } = await import('./request-ticket.ts')
  const { sessionEnd } = await import('../../../lib/session-end.ts')
  return { requestTicket, sessionEnd }
}
const TICKET = '/api/v1/documents/document-1/tickets'
const ME = '/api/v1/me'

test('“no such document” is believed where the person of the page is signed in', async () => {
  const { requestTicket, sessionEnd } = await setUp({
    [TICKET]: GONE,
    [ME]: { status: 200, body: { principal: { id: ANNA } } },
  })
  await expect(requestTicket('document-1', ANNA)).rejects.toMatchObject({ code: 'document_not_found' })
  expect(sessionEnd()).toBe(null)
})

test('“no such document” is not believed where nobody is signed in any more', async () => {
  const { requestTicket, sessionEnd } = await setUp({
    [TICKET]: GONE,
    [ME]: { status: 401, body: { code: 'unauthenticated' } },
  })
  await expect(requestTicket('document-1', ANNA)).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(sessionEnd()).toBe('expired')
})

test('nor where somebody else is signed in by now: the session of the page’s person has ended', async () => {
  const { requestTicket, sessionEnd } = await setUp({
    [TICKET]: GONE,
    [ME]: { status: 200, body: { principal: { id: 'berta' } } },
  })
  await expect(requestTicket('document-1', ANNA)).rejects.toThrow()
  expect(sessionEnd()).toBe('expired')
})
