/**
 * Any program that may open a document can put anything into its awareness state. The states of others are brought into
 * the shape that our own editors send before anything else reads them: a name that is not a string would crash the
 * page, and a malformed cursor would keep what others write from being drawn.
 */
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { personColor } from '../../../lib/person-color.ts'

type State = Record<string, unknown>

/** To be called before any other listener is added. */
export function keepDrawable({ awareness }: HocuspocusProvider): void {
  awareness?.on('change', ({ added, updated }: Record<'added' | 'updated', number[]>) => {
    for (const clientId of [...added, ...updated])
      if (clientId !== awareness.clientID)
        awareness.states.set(clientId, drawable(awareness.states.get(clientId)))
  })
}

export function drawable(state: unknown): State {
  if (!isObject(state)) return {}
  const { user, cursor, ...rest } = state
  return {
    ...rest,
    ...(isObject(user) && { user: drawableUser(user) }),
    ...(isCursor(cursor) && { cursor }),
  }
}

function drawableUser(user: State): State {
  const name = typeof user.name === 'string' && user.name.trim() ? user.name : 'Someone'
  const id = typeof user.id === 'string' && user.id ? user.id : null
  const isColor = typeof user.color === 'string' && /^#[0-9a-f]{6}$/i.test(user.color)
  return { ...user, name, id, color: isColor ? user.color : personColor(id ?? name) }
}

function isCursor(cursor: unknown): boolean {
  return isObject(cursor) && isPosition(cursor.anchor) && isPosition(cursor.head)
}

/** A Yjs relative position as JSON: beside a letter, or at the end of a nested type or of a root type. */
function isPosition(position: unknown): boolean {
  if (!isObject(position)) return false
  const { item = null, type = null, tname = null } = position
  const given = [item, type].filter((id) => id !== null)
  return given.every(isId) && (tname === null ? given.length > 0 : typeof tname === 'string')
}

function isId(id: unknown): boolean {
  return (
    isObject(id) && [id.client, id.clock].every((part) => Number.isSafeInteger(part) && Number(part) >= 0)
  )
}

function isObject(value: unknown): value is State {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
