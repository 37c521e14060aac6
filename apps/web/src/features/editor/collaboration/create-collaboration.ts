/**
 * The live document: its Y.Doc, kept in IndexedDB and connected to the server by one socket. Its state holds what is
 * known of it at the moment. The text is editable once the local copy or the server has supplied it.
 */
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { FRAGMENT } from '@quillwire/editor'
import * as Y from 'yjs'
import { onSessionEnd, pageIsOf, sessionEnd } from '../../../lib/session-end.ts'
import { openLocalCopy } from '../../offline/local-copy.ts'
import { copyName, forgetCopy, keepFacts, keptFacts } from '../../offline/offline-copies.ts'
import { noteUnsent } from '../../offline/unsent.ts'
import { keepUnsent } from '../../offline/unsent-notes.ts'
import { watchBody } from '../binding/foreign-body.ts'
import { joinTexts } from '../kept-letters/join-texts.ts'
import { keepLetters } from '../kept-letters/keep-letters.ts'
import { ownClients } from '../kept-letters/own-clients.ts'
import { unsentLines } from '../page/unsent-lines.ts'
import { wholeText } from '../page/whole-text.ts'
import { type CollaborationState, initialState } from './collaboration-state.ts'
import { createDeviceCopy } from './device-copy.ts'
import { createServerConnection, type DocumentMessage } from './server-connection.ts'

export interface CollaborationOptions {
  documentId: string
  /** The person the server made this page for: a copy that somebody else left in this browser is not opened. */
  viewerId: string | null
  /** Called whenever the state has changed. */
  onState(state: CollaborationState): void
  onMessage(message: DocumentMessage): void
  openCopy?: typeof openLocalCopy
}

export interface Collaboration {
  readonly ydoc: Y.Doc
  readonly provider: HocuspocusProvider
  /** Ends it: no callback is called any more. */
  close(): void
}

export function createCollaboration(options: CollaborationOptions): Collaboration {
  const { documentId, viewerId, onState, onMessage, openCopy = openLocalCopy } = options
  const ydoc = new Y.Doc()
  const ownCopy = copyName(documentId, viewerId)
  let state = initialState()
  let closed = false
  if (viewerId !== null) pageIsOf(viewerId)
  // A visitor has no session that could end.
  const isSignedOut = () => sessionEnd() !== null && viewerId !== null

  function update(change: Partial<CollaborationState>) {
    if (closed) return
    state = { ...state, ...change }
    onState(state)
  }

  // Registered before the editor, to hear of each change first.
  watchBody(ydoc.getXmlFragment(FRAGMENT), (bodyIsForeign) =>
    update({ bodyIsForeign, bodiesPutRight: state.bodiesPutRight + (bodyIsForeign ? 0 : 1) }),
  )
  const unsent = noteUnsent(ownCopy, ydoc)
  const own = ownClients(documentId, ydoc)
  keepLetters(ydoc, own.clients)
  joinTexts(ydoc)
  const copy = createDeviceCopy({
    documentId,
    ydoc,
    openCopy,
    onRead() {
      // An empty copy means a first visit, not an empty document: only the server knows what is in it.
      if (ydoc.store.clients.size > 0) update({ loaded: true })
      noteArrival()
      server.connect()
    },
    onLost() {
      update({ copyLost: true })
      noteArrival()
      server.connect()
    },
    onSlow: () => server.connect(),
  })

  const server = createServerConnection({
    documentId,
    viewerId,
    ydoc,
    isSignedOut,
    onChange: update,
    onMessage,
    onFacts(facts) {
      keepFacts(documentId, facts)
      update(facts)
      copy.open(facts.principal.id)
    },
    onRefused(code) {
      const isGone = code === 'document_not_found'
      // Computed once: the note of what other pages left unsent is deleted with the copy.
      const unsentText = state.unsentText || (isGone ? unsentLines(ydoc, unsent.letters()).join('\n') : '')
      if (isGone) void forgetCopy(documentId, viewerId)
      if (code === 'document_unknown') {
        keepUnsent(ownCopy)
        void wholeText(ydoc).then((keptText) => update({ keptText }))
      }
      // What is on the screen and on this device stays there. Nothing can be written until the page is reloaded.
      const outdated = code === 'schema_outdated' ? { canWrite: false } : {}
      update({ connected: false, synced: false, refusal: code, unsentText, ...outdated })
    },
    onProgress() {
      noteArrival()
      leaveIfSignedOut()
    },
  })

  /** What the copy holds is sent only once it has been read. A lost copy has nothing left to send. */
  function noteArrival() {
    if (!copy.isOver || !server.isComplete) return
    unsent.sent()
    if (state.unsentText) update({ unsentText: '' })
  }

  /** What was written before the session ended still arrives. What the server does not accept stays on the screen. */
  function leaveIfSignedOut() {
    if (isSignedOut()) server.leave()
  }

  function followSession() {
    if (isSignedOut()) server.leave()
    else server.comeBack()
  }

  const onOnline = () => {
    update({ online: true })
    server.retry()
  }
  const onOffline = () => update({ online: false })

  const stopListening = onSessionEnd(followSession)
  window.addEventListener('online', onOnline)
  window.addEventListener('offline', onOffline)
  const kept = keptFacts(documentId)
  if (kept && kept.principal.id === viewerId) {
    update(kept)
    copy.open(kept.principal.id)
  } else server.connect()
  update({ online: navigator.onLine })

  return {
    ydoc,
    provider: server.provider,
    close() {
      closed = true
      stopListening()
      window.removeEventListener('online', onOnline)
      window.removeEventListener('offline', onOffline)
      server.close()
      copy.close()
      own.release()
      ydoc.destroy()
    },
  }
}
