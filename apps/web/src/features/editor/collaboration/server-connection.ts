/**
 * A live document's connection to the server: the socket, the ticket for it, and what the server says of the document
 * and of what was written in it.
 */
import { type HocuspocusProvider, HocuspocusProviderWebsocket, WebSocketStatus } from '@hocuspocus/provider'
import type * as Y from 'yjs'
import { randomKey } from '../../../lib/random-key.ts'
import type { KeptFacts } from '../../offline/offline-copies.ts'
import { chooseTransport, type Transport } from './choose-transport.ts'
import type { CollaborationState } from './collaboration-state.ts'
import { keepDrawable } from './drawable-awareness.ts'
import { createEntry } from './entry.ts'
import { keepPresent } from './lasting-presence.ts'
import { meetAnew } from './meet-anew.ts'
import { PatientProvider } from './patient-provider.ts'
import { requestTicket } from './request-ticket.ts'
import { restUnseen } from './rest-unseen.ts'
import { sayOnce } from './said-once.ts'
import { syncAddress } from './sync-address.ts'
import { createTooLargeFrames } from './too-large-frames.ts'

export type DocumentMessage =
  /** Without `threadId`, any of the threads may have changed. */
  { type: 'threads'; threadId?: string } | { type: 'meta' | 'trashed' | 'deleted' }

export interface ServerConnectionOptions {
  documentId: string
  viewerId: string | null
  ydoc: Y.Doc
  /** Whether the session has ended, so that nothing new may be begun in this person's name. */
  isSignedOut(): boolean
  onChange(change: Partial<CollaborationState>): void
  /** A ticket came: who we are to the server, and what we may do. */
  onFacts(facts: KeptFacts): void
  /** We are not let in, for the reason with this code. */
  onRefused(code: string): void
  /** The amount that is still to be exchanged has changed. */
  onProgress(): void
  onMessage(message: DocumentMessage): void
}

export interface ServerConnection {
  readonly provider: HocuspocusProvider
  /** Whether the server has everything that is in the document. */
  readonly isComplete: boolean
  /** Connects for the first time. Later calls do nothing. */
  connect(): void
  /** Tries now. */
  retry(): void
  /** Stays out, and disconnects once what was written before has arrived. To be called again as that arrives. */
  leave(): void
  /** After `leave`: gets in again. */
  comeBack(): void
  close(): void
}

export function createServerConnection(options: ServerConnectionOptions): ServerConnection {
  const { documentId, viewerId, ydoc, onChange } = options
  let wasIn = false
  let unreachableSince: number | null = null
  /** Text was refused for lack of the right to write, and is to be sent when that right is given. */
  let owesText = false

  const url = syncAddress(window.location.origin, documentId, randomKey())
  const tooLarge = createTooLargeFrames({
    ydoc,
    onHeldBack: () => onChange({ refusedText: 'too_much_at_once' }),
    onChanged() {
      if (provider.isAuthenticated) provider.startSync()
    },
  })
  const choice = chooseTransport(url, changed, tooLarge.watch)
  const socket = new HocuspocusProviderWebsocket({
    url,
    autoConnect: false,
    WebSocketPolyfill: choice.Socket,
    delay: 500,
    maxDelay: 8000,
    minDelay: 300,
    factor: 1.6,
    maxAttempts: 0,
  })
  const provider = new PatientProvider({
    websocketProvider: socket,
    name: documentId,
    document: ydoc,
    token,
    onAuthenticated: admitted,
    onAuthenticationFailed: ({ reason }) => {
      // `token` has already reported a failed request for a ticket.
      if (!reason.startsWith('Failed to get token')) entry.refused(reason)
    },
    onSynced: ({ state: synced }) => {
      onChange(synced ? { synced, loaded: true, everSynced: true } : { synced })
      options.onProgress()
    },
    onUnsyncedChanges: ({ number }) => {
      if (number === 0) tooLarge.arrived()
      else rest.wake()
      onChange(number === 0 ? { unacknowledged: 0, refusedText: null } : { unacknowledged: number })
      options.onProgress()
    },
    // The server closes only this document when the ticket could not be renewed. The socket stays.
    onClose: ({ event }) => {
      meetAnew(provider)
      if (event.reason === 'too_many_connections') full('too_many_connections_from_address')
      if (event.reason.startsWith('ticket_')) entry.refused(event.reason)
    },
    onStatus: ({ status }) => {
      if (status === 'connected') return
      entry.lost()
      if (!rest.isResting) unreached()
    },
    onStateless: ({ payload }) => receive(JSON.parse(payload)),
  })
  keepDrawable(provider)
  keepPresent(provider)
  sayOnce(provider)
  const entry = createEntry({
    isOpen: () => socket.status === WebSocketStatus.Connected,
    open: connectAwake,
    sendToken: () => provider.sendToken(),
    startSync: () => provider.startSync(),
    onUnreached: unreached,
    onFull: full,
    onRefused(code) {
      options.onRefused(code)
      socket.disconnect()
    },
  })

  const rest = restUnseen({
    mayRest: () => choice.transport === 'http' && provider.isSynced && !provider.hasUnsyncedChanges,
    onRest: () => socket.disconnect(),
    onWake: connectAwake,
  })

  function connectAwake() {
    if (!rest.isResting) void socket.connect()
  }

  function changed(transport: Transport) {
    onChange({ transport })
    // A browser has enough WebSockets for all its tabs.
    if (transport === 'websocket') rest.wake()
  }

  async function token(): Promise<string> {
    try {
      const ticket = await requestTicket(documentId, viewerId)
      const { principal, role, canWrite, canComment, canShare, canRestore, trashed } = ticket
      options.onFacts({ principal, role, canWrite, canComment, canShare, canRestore, trashed })
      entry.gotTicket()
      return ticket.token
    } catch (error) {
      entry.ticketFailed(error)
      // Without a ticket nothing can arrive any more.
      if (options.isSignedOut()) socket.disconnect()
      throw error
    }
  }

  function admitted() {
    entry.admitted()
    unreachableSince = null
    onChange({ connected: true, unreachableSince, refusal: null })
    // What may have been announced while we were away.
    if (wasIn) for (const type of ['threads', 'meta'] as const) options.onMessage({ type })
    wasIn = true
  }

  function full(code: string) {
    unreachableSince = null
    onChange({ connected: false, synced: false, unreachableSince, refusal: code })
  }

  function unreached() {
    unreachableSince ??= performance.now()
    onChange({ connected: false, synced: false, unreachableSince })
  }

  function receive(message: ServerMessage) {
    if (message.type === 'refused') {
      owesText = message.reason === 'may_not_write'
      if (message.reason === 'document_too_large') tooLarge.full()
      return onChange({ refusedText: message.reason })
    }
    if (message.type !== 'access') return options.onMessage(message)
    const { role, canWrite, canComment, canShare, canRestore, trashed } = message
    onChange({ role, canWrite, canComment, canShare, canRestore, trashed })
    if (!canWrite || !owesText) return
    owesText = false
    provider.startSync()
  }

  return {
    provider,
    get isComplete() {
      return provider.isSynced && !provider.hasUnsyncedChanges
    },
    connect() {
      if (provider.isAttached) return
      provider.attach()
      void socket.connect()
    },
    retry: () => void entry.connect(),
    leave() {
      entry.stop()
      rest.stop()
      if (!provider.hasUnsyncedChanges) socket.disconnect()
    },
    comeBack: entry.goOn,
    close() {
      entry.stop()
      rest.stop()
      provider.destroy()
      socket.destroy()
      choice.stop()
      tooLarge.close()
    },
  }
}

/** What the server says outside of the sync protocol. */
type ServerMessage =
  | DocumentMessage
  | ({ type: 'access' } & Omit<KeptFacts, 'principal'>)
  | { type: 'refused'; reason: NonNullable<CollaborationState['refusedText']> }
