/** The API's answers as the browser gets them, from the views that make them. Types alone: nothing of it is bundled. */
import type { Wire } from '@quillwire/api'
import type { ApiKeyView } from '@quillwire/core/api-keys/manage-api-keys'
import type { CommentView, ThreadView } from '@quillwire/core/comments/list-threads'
import type { DocumentView } from '@quillwire/core/documents/document-view'
import type { FileView } from '@quillwire/core/files/upload-file'
import type { InvitationView } from '@quillwire/core/invitations/invitation-view'
import type { PersonWithAccess } from '@quillwire/core/sharing/list-access'
import type { ShareLinkView } from '@quillwire/core/sharing/share-links'
import type { Ticket as TicketView } from '@quillwire/core/tickets/issue-ticket'
import type { MemberRow } from '@quillwire/core/workspaces/list-members'

export type Document = Wire<DocumentView>
export type Thread = Wire<ThreadView>
export type Comment = Wire<CommentView>
export type UploadedFile = Wire<FileView>
export type Invitation = Wire<InvitationView>
export type Access = Wire<{ generalAccess: DocumentView['generalAccess']; items: PersonWithAccess[] }>
export type ShareLink = Wire<ShareLinkView>
export type Ticket = Wire<TicketView>
export type Member = Wire<MemberRow>
export type ApiKey = Wire<ApiKeyView>

export interface List<Item> {
  items: Item[]
  nextCursor: string | null
}

export type WorkspaceRole = 'owner' | 'admin' | 'member' | 'guest'

export interface Me {
  principal: {
    type: 'user' | 'guest' | 'api_key' | 'system'
    id: string | null
    name: string
    email?: string
    image?: string | null
  }
  workspace: { id: string; name: string; role: WorkspaceRole } | null
  workspaces: { id: string; name: string; role: WorkspaceRole }[]
}

export interface Endpoint {
  id: string
  url: string
  description: string
  eventTypes: string[]
  headers: Record<string, string>
  status: 'active' | 'paused' | 'disabled'
  disabledReason: string | null
  timeoutMs: number
  retrySchedule: number[]
  createdAt: string
  updatedAt: string
  lastSuccessAt: string | null
  failingSince: string | null
}

export interface Delivery {
  id: string
  endpointId: string
  eventId: string
  eventType: string
  test: boolean
  status: 'pending' | 'succeeded' | 'failed' | 'cancelled'
  attemptCount: number
  nextAttemptAt: string | null
  lastStatusCode: number | null
  lastError: string | null
  lastDurationMs: number | null
  createdAt: string
  completedAt: string | null
}

export interface Attempt {
  number: number
  startedAt: string
  durationMs: number
  request: { url: string; headers: Record<string, string> }
  response: { status: number; headers: Record<string, unknown>; body: string } | null
  remoteAddress: string | null
  error: string | null
}

export interface DeliveryDetail extends Delivery {
  payload: unknown
  attempts: Attempt[]
}

export interface EventTypeInfo {
  type: string
  group: string
  title: string
  description: string
}
