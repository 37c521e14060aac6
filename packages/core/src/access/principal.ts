import type { Actor } from '@quillwire/events'
import type { WorkspaceRole } from './roles.ts'

export const apiKeyScopes = [
  'documents:read',
  'documents:write',
  'comments:write',
  'webhooks:manage',
  'events:read',
  'members:read',
] as const
export type ApiKeyScope = (typeof apiKeyScopes)[number]

export interface Membership {
  workspaceId: string
  workspaceName: string
  role: WorkspaceRole
}

/**
 * On whose behalf a use case runs. `shareLinkIds` are the share links that the caller holds, found by their tokens.
 * Whether a link still gives a role is checked again each time.
 */
export type Principal =
  | {
      type: 'user'
      id: string
      name: string
      email: string
      image: string | null
      /** The membership in the workspace that the request is about; null for a person in none. */
      membership: Membership | null
      shareLinkIds: readonly string[]
      /** The session of the request, which can be ended while they are here. Absent when there was none. */
      sessionId?: string
    }
  | { type: 'guest'; name: string; shareLinkIds: readonly string[] }
  | { type: 'api_key'; id: string; name: string; workspaceId: string; scopes: readonly string[] }
  /** A webhook endpoint that replied, or an incoming hook. It acts only on the one document that it was made for. */
  | { type: 'integration'; id: string; name: string; workspaceId: string; role: 'commenter' | 'editor' }
  | { type: 'system' }

/** The actor of what Quillwire does by itself. */
export const SYSTEM_ACTOR: Actor = { type: 'system', id: null, name: 'Quillwire' }

/** The principal as events and the update log name it. */
export function actorOf(principal: Principal): Actor {
  switch (principal.type) {
    case 'user':
    case 'api_key':
    case 'integration':
      return { type: principal.type, id: principal.id, name: principal.name }
    case 'guest':
      return { type: 'guest', id: null, name: principal.name }
    case 'system':
      return SYSTEM_ACTOR
  }
}
