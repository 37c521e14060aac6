/** The API's answers as the browser gets them, from the views that make them. Only types: nothing of it is bundled. */
import type { Wire } from '@quillwire/api'
import type { ApiKeyView } from '@quillwire/core/api-keys/api-key-view'
import type { CommentView, ThreadView } from '@quillwire/core/comments/comment-view'
import type { TreeDocument as TreeDocumentView } from '@quillwire/core/documents/document-tree'
import type { DocumentView } from '@quillwire/core/documents/document-view'
import type { FileView } from '@quillwire/core/files/file-view'
import type { InvitationView } from '@quillwire/core/invitations/invitation-view'
import type { PersonWithAccess } from '@quillwire/core/sharing/list-access'
import type { ShareLinkView } from '@quillwire/core/sharing/share-link-view'
import type { Ticket as TicketView } from '@quillwire/core/tickets/issue-ticket'
import type { MemberRow } from '@quillwire/core/workspaces/list-members'
import type {
  AttemptView,
  DeliveryDetails,
  DeliveryView,
  EndpointView,
  formats,
  ListedDelivery as ListedDeliveryView,
  OperationView,
  PreviewView,
  presets,
} from '@quillwire/webhooks'

export type Document = Wire<DocumentView>
export type TreeDocument = Wire<TreeDocumentView>
export type Thread = Wire<ThreadView>
export type Comment = Wire<CommentView>
export type UploadedFile = Wire<FileView>
export type Invitation = Wire<InvitationView>
export type Access = Wire<{ generalAccess: DocumentView['generalAccess']; items: PersonWithAccess[] }>
export type ShareLink = Wire<ShareLinkView>
export type Ticket = Wire<TicketView>
export type Member = Wire<MemberRow>
export type ApiKey = Wire<ApiKeyView>
export type { LeftBehind } from '@quillwire/core/leaving/count-left-behind'

export interface List<Item> {
  items: Item[]
  nextCursor: string | null
}

export type WorkspaceRole = 'owner' | 'admin' | 'member' | 'guest'

export interface Me {
  principal: {
    type: 'user' | 'guest' | 'api_key' | 'integration' | 'system'
    id: string | null
    name: string
    email?: string
    image?: string | null
  }
  workspace: { id: string; name: string; role: WorkspaceRole } | null
  workspaces: { id: string; name: string; role: WorkspaceRole }[]
}

export type Endpoint = Wire<EndpointView>
export type Delivery = Wire<DeliveryView>
export type ListedDelivery = Wire<ListedDeliveryView>

export type Attempt = Wire<AttemptView>
export type DeliveryDetail = Wire<DeliveryDetails>
export type WebhookFormat = (typeof formats)[number]
export type WebhookPreset = (typeof presets)[number]
export type WebhookPreview = Wire<PreviewView>
export type DeliveryOperation = Wire<OperationView>

export interface EventTypeInfo {
  type: string
  group: string
  title: string
  description: string
}
