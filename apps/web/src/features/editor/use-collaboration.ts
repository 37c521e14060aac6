'use client'
/**
 * The live document: its Y.Doc, kept in IndexedDB and joined to the server by one socket. What can be known of it at
 * this moment is in `state`; the text is editable from the moment on at which the local copy or the server has given it.
 */
import { HocuspocusProvider, HocuspocusProviderWebsocket, WebSocketStatus } from '@hocuspocus/provider'
import { schemaVersion } from '@quillwire/editor'
import { useEffect, useRef, useState } from 'react'
import * as Y from 'yjs'
import { openLocalCopy } from '@/features/offline/local-copy.ts'
import {
  copyName,
  forgetCopy,
  type KeptFacts,
  keepFacts,
  keptFacts,
} from '@/features/offline/offline-copies.ts'
import { noteUnsent, nothingUnsent } from '@/features/offline/unsent.ts'
import { ApiError, api } from '@/lib/api.ts'
import type { Me, Ticket } from '@/lib/api-types.ts'
import { onSessionEnd, sessionEnd, sessionEnded, useSessionEnd } from '@/lib/session-end.ts'
import { useAskBeforeLeaving } from './ask-before-leaving.ts'
import { chooseTransport, type Transport } from './choose-transport.ts'
import { createEntry } from './entry.ts'

export interface CollaborationState extends Omit<KeptFacts, 'trashed'> {
  /** Null until the server has said so. */
  trashed: boolean | null
  online: boolean
  connected: boolean
  synced: boolean
  unacknowledged: number
  /** When the server was last lost; null while it is reached. */
  unreachableSince: number | null
  /** Whether the text is there: from this device or from the server. */
  loaded: boolean
  /** Whether everything was exchanged with the server at least once since the page was opened. */
  everSynced: boolean
  transport: Transport
  /** This browser keeps no copy of the text any longer. */
  copyLost: boolean
  /** The session has ended: what is on the screen can be read, and nothing more. */
  signedOut: boolean
  /** Why the server does not take what was written, as its code; null where it takes everything. */
  refusedText: 'document_too_large' | 'may_not_write' | null
  /** Why the server does not let us in, as its code; null where it does. */
  refusal: string | null
}

export interface Collaboration {
  ydoc: Y.Doc
  provider: HocuspocusProvider
}

/** How long the copy on this device may take before the server is asked without it. */
const COPY_WAIT_MS = 2000

export type DocumentMessage = { type: 'threads' | 'meta' | 'trashed' | 'deleted' }

/**
 * @param viewerId whom the server made this page for: a copy that another person left in this browser is not opened.
 */
export function useCollaboration(
  documentId: string,
  viewerId: string | null,
  onMessage: (message: DocumentMessage) => void,
) {
  const [collaboration, setCollaboration] = useState<Collaboration | null>(null)
  const [state, setState] = useState<CollaborationState>(initialState)
  const listener = useRef(onMessage)
  listener.current = onMessage
  // A visitor has no session that could end.
  const signedOut = useSessionEnd() !== null && viewerId !== null

  useEffect(() => {
    const update = (change: Partial<CollaborationState>) => setState((before) => ({ ...before, ...change }))
    const ydoc = new Y.Doc()
    let closeCopy: (() => void) | null = null
    let copyWait: ReturnType<typeof setTimeout> | undefined
    let wasIn = false
    /** Text was refused for want of the right to write: it is to be sent when that comes. */
    let owesText = false
    // What the copy has is sent only once it is read; where it is lost nothing more will come of it.
    let copyRead = false
    const settle = () => {
      if (copyRead && provider.isSynced && !provider.hasUnsyncedChanges)
        nothingUnsent(copyName(documentId, viewerId))
    }
    noteUnsent(copyName(documentId, viewerId), ydoc)
    const isSignedOut = () => sessionEnd() !== null && viewerId !== null

    const openCopy = (facts: KeptFacts) => {
      update(facts)
      if (closeCopy) return
      closeCopy = openLocalCopy(copyName(documentId, facts.principal.id), ydoc, {
        onLoaded: () => {
          // An empty copy is a first visit, not a document: what is in it is for the server to say.
          if (ydoc.store.clients.size > 0) update({ loaded: true })
          copyRead = true
          settle()
          connect()
        },
        onLost: () => {
          update({ copyLost: true })
          copyRead = true
          settle()
          connect()
        },
      })
      // A browser that is busy with its disk keeps nobody from the server.
      copyWait = setTimeout(connect, COPY_WAIT_MS)
    }

    const url = `${window.location.origin.replace(/^http/, 'ws')}/collab`
    const choice = chooseTransport(url, (transport) => update({ transport }))
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

    async function ticket(): Promise<string> {
      try {
        const answer = await api<Ticket>('POST', `/documents/${documentId}/tickets`)
        if (answer.schemaVersion > schemaVersion)
          throw new ApiError(409, 'schema_outdated', 'Reload to go on.')
        const { principal, role, canWrite, canComment, trashed } = answer
        const facts = { principal, role, canWrite, canComment, trashed }
        // A page that was kept for somebody else: nothing of theirs is to be sent in this person's name.
        if (principal.id !== viewerId) {
          window.location.reload()
          throw new ApiError(401, 'ticket_invalid', 'Somebody else is signed in now.')
        }
        keepFacts(documentId, facts)
        openCopy(facts)
        entry.gotTicket()
        return answer.token
      } catch (refusal) {
        const error = viewerId === null ? refusal : await believed(refusal, viewerId)
        entry.ticketFailed(error)
        // Without a ticket nothing can arrive any more.
        if (isSignedOut()) socket.disconnect()
        throw error
      }
    }

    const unreached = () =>
      setState((before) => ({
        ...before,
        connected: false,
        synced: false,
        unreachableSince: before.unreachableSince ?? Date.now(),
      }))

    const entry = createEntry({
      isOpen: () => socket.status === WebSocketStatus.Connected,
      open: () => void socket.connect(),
      sendToken: () => provider.sendToken(),
      startSync: () => provider.startSync(),
      onUnreached: unreached,
      onRefused(code) {
        if (code === 'document_not_found') void forgetCopy(documentId)
        // What is on the screen stays there to be read, and on this device; nothing is written until the page is new.
        const outdated = code === 'schema_outdated' ? { canWrite: false } : {}
        update({ connected: false, synced: false, refusal: code, ...outdated })
        socket.disconnect()
      },
    })

    const provider = new HocuspocusProvider({
      websocketProvider: socket,
      name: documentId,
      document: ydoc,
      token: ticket,
      onAuthenticated: () => {
        entry.admitted()
        update({ connected: true, unreachableSince: null, refusal: null })
        // What was told while nobody here listened.
        if (wasIn) for (const type of ['threads', 'meta'] as const) listener.current({ type })
        wasIn = true
      },
      onAuthenticationFailed: ({ reason }) => {
        // What the ticket request met was told there.
        if (!reason.startsWith('Failed to get token')) entry.refused(reason)
      },
      onSynced: ({ state: synced }) => {
        update(synced ? { synced, loaded: true, everSynced: true } : { synced })
        settle()
      },
      onUnsyncedChanges: ({ number }) => {
        update(number === 0 ? { unacknowledged: 0, refusedText: null } : { unacknowledged: number })
        settle()
        leaveIfSignedOut()
      },
      // The server ends this document alone when the ticket could not be renewed; the socket stays.
      onClose: ({ event }) => {
        if (event.reason.startsWith('ticket_')) entry.refused(event.reason)
      },
      onStatus: ({ status }) => {
        if (status === 'connected') return
        entry.lost()
        unreached()
      },
      onStateless: ({ payload }) => {
        const message = JSON.parse(payload)
        if (message.type === 'refused') {
          owesText = message.reason === 'may_not_write'
          return update({ refusedText: message.reason })
        }
        if (message.type !== 'access') return listener.current(message)
        const { role, canWrite, canComment, trashed } = message
        update({ role, canWrite, canComment, trashed })
        if (!canWrite || !owesText) return
        owesText = false
        provider.startSync()
      },
    })
    // Once what was written before has arrived. What the server does not take any more stays on the screen.
    const leaveIfSignedOut = () => {
      if (!isSignedOut()) return
      entry.stop()
      if (!provider.hasUnsyncedChanges) socket.disconnect()
    }
    const stopListening = onSessionEnd(leaveIfSignedOut)

    // What is in the copy is no news: loaded before, it is compared with what the server has, and not sent as a whole.
    function connect() {
      clearTimeout(copyWait)
      if (provider.isAttached) return
      provider.attach()
      void socket.connect()
    }
    const kept = keptFacts(documentId)
    if (kept && kept.principal.id === viewerId) openCopy(kept)
    else connect()
    const onOnline = () => {
      update({ online: true })
      void entry.knock()
    }
    const onOffline = () => update({ online: false })
    window.addEventListener('online', onOnline)
    window.addEventListener('offline', onOffline)
    update({ online: navigator.onLine })
    setCollaboration({ ydoc, provider })

    return () => {
      entry.stop()
      clearTimeout(copyWait)
      stopListening()
      window.removeEventListener('online', onOnline)
      window.removeEventListener('offline', onOffline)
      provider.destroy()
      socket.destroy()
      choice.stop()
      closeCopy?.()
      ydoc.destroy()
      setCollaboration(null)
      setState(initialState)
    }
  }, [documentId, viewerId])

  // What neither the server nor this device has is in this page alone.
  useAskBeforeLeaving(state.copyLost && state.unacknowledged > 0)

  return {
    collaboration,
    state: signedOut ? { ...state, signedOut, canWrite: false, canComment: false } : state,
  }
}

/**
 * To a stranger the API says that there is no such document. Before that is believed, and the copy on this device
 * deleted, it is asked whether this page's person is signed in at all.
 */
async function believed(refusal: unknown, viewerId: string): Promise<unknown> {
  if (!(refusal instanceof ApiError) || refusal.status !== 404) return refusal
  try {
    const { principal } = await api<Me>('GET', '/me')
    if (principal.id !== viewerId) sessionEnded('expired')
    return refusal
  } catch (error) {
    return error
  }
}

function initialState(): CollaborationState {
  return {
    principal: { type: 'guest', id: null, name: 'Guest' },
    role: 'viewer',
    canWrite: false,
    canComment: false,
    trashed: null,
    online: true,
    connected: false,
    synced: false,
    unacknowledged: 0,
    unreachableSince: null,
    loaded: false,
    everSynced: false,
    transport: 'websocket',
    copyLost: false,
    signedOut: false,
    refusedText: null,
    refusal: null,
  }
}
