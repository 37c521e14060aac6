/** A workspace whose admin signed up over HTTP, with an API key; for tests of the event stream. */
import { SYSTEM_ACTOR } from '@quillwire/core'
import { recordEvent } from '@quillwire/core/events/record-event'
import { type Database, type Executor, newId } from '@quillwire/database'

export interface Office {
  workspaceId: string
  /** The admin's session. */
  cookie: string
  key: { id: string; headers: { authorization: string } }
  /** A request to the API on behalf of the admin. Returns the answer's JSON. */
  ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
  /** Records an event. Returns its public id. */
  happen(): Promise<string>
  /** Records `count` events of 20 kB at once, numbered from 1. */
  flood(count: number): Promise<void>
}

let people = 0

export async function openOffice(database: Database, url: string, scopes = ['events:read']): Promise<Office> {
  people += 1
  const json = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ name: 'Ada', email: `stream-${people}@example.com`, password: 'correct horse' }),
  })
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const ask: Office['ask'] = async (method, path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : json) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : {}
  }
  const key = await ask('POST', '/api-keys', { name: 'CRM', scopes })
  const { workspaceId } = await database.prisma.apiKey.findUniqueOrThrow({ where: { id: String(key.id) } })
  // The events of the set-up itself are not what the tests are about.
  await database.prisma.event.deleteMany({ where: { workspaceId } })
  const record = async (tx: Executor) => {
    const id = await recordEvent(tx, {
      workspaceId,
      type: 'member.invited',
      actor: SYSTEM_ACTOR,
      data: { invitation: { id: newId(), role: 'member', expiresAt: new Date().toISOString() } },
    })
    return `evt_${id.replaceAll('-', '')}`
  }
  return {
    workspaceId,
    cookie,
    key: { id: String(key.id), headers: { authorization: `Bearer ${key.key}` } },
    ask,
    async flood(count) {
      await database.query(
        `INSERT INTO events (id, workspace_id, generation, type, actor, data)
         SELECT gen_random_uuid(), $1::uuid, (SELECT generation FROM event_log), 'member.invited',
                '{"type":"system","id":null,"name":"Quillwire"}',
                json_build_object('number', number, 'filler', repeat('x', 20000))
           FROM generate_series(1, $2::int) AS number ORDER BY number`,
        [workspaceId, count],
      )
    },
    happen: () => database.transaction(record),
  }
}
