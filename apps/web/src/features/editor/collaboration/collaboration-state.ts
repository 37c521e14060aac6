/** What is known of a live document at one moment. */
import type { KeptFacts } from '../../offline/offline-copies.ts'
import type { Transport } from './choose-transport.ts'

export interface CollaborationState extends Omit<KeptFacts, 'trashed'> {
  /** Null until the server has said so. */
  trashed: boolean | null
  online: boolean
  connected: boolean
  synced: boolean
  unacknowledged: number
  /** When the server was last lost, by `performance.now()`; null while it is reached. */
  unreachableSince: number | null
  /** Whether the text has been loaded, from this device or from the server. */
  loaded: boolean
  /** A program wrote the text in a form that the editor cannot be bound to. */
  bodyIsForeign: boolean
  /**
   * How often a foreign body became editable again. A new editor is made each time: the old one has let go of the body.
   */
  bodiesPutRight: number
  /** Whether everything was exchanged with the server at least once since the page was opened. */
  everSynced: boolean
  transport: Transport
  /** This browser keeps no copy of the text any longer. */
  copyLost: boolean
  /** The session has ended: what is on the screen can be read, and nothing more. */
  signedOut: boolean
  /** The code for why the server does not accept text, or why it is not sent; null where all is accepted. */
  refusedText: 'client_id_in_use' | 'document_too_large' | 'may_not_write' | 'too_much_at_once' | null
  /** The code for why the server does not let us in; null where it does. */
  refusal: string | null
  /** What was written here and is nowhere else, since the server refused the document for good; empty if nothing. */
  unsentText: string
  /** The whole document, where the server no longer has it; empty otherwise. It stays on this device. */
  keptText: string
}

export function initialState(): CollaborationState {
  return {
    principal: { type: 'guest', id: null, name: 'Guest' },
    role: 'viewer',
    canWrite: false,
    canComment: false,
    canShare: false,
    canRestore: false,
    trashed: null,
    online: true,
    connected: false,
    synced: false,
    unacknowledged: 0,
    unreachableSince: null,
    loaded: false,
    bodyIsForeign: false,
    bodiesPutRight: 0,
    everSynced: false,
    transport: 'websocket',
    copyLost: false,
    signedOut: false,
    refusedText: null,
    refusal: null,
    unsentText: '',
    keptText: '',
  }
}
