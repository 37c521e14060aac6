/**
 * A person who types marked words over one transport, whatever happens to the document and to their rights meanwhile.
 */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type { Context } from '@quillwire/core'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { HttpSocket } from '../../../apps/web/src/features/editor/collaboration/http-socket.ts'
import type { Random } from '../fuzz/random.ts'

export const ways = ['hocuspocus', 'y-websocket', 'http'] as const
export type Way = (typeof ways)[number]

export interface Writer {
  readonly name: string
  readonly way: Way
  readonly context: Context
  readonly ydoc: Y.Doc
  readonly typed: ReadonlySet<string>
  isIn(): boolean
  /** Whether its editor says Saved, which a y-websocket client is not told. */
  isSaved(): boolean
  isOffline(): boolean
  goOffline(): void
  comeBack(): void
  /** Reconnects to this server, unless it is offline. */
  reopen(base?: string): void
  stopTyping(): void
  leave(): void
}

interface Options {
  context: Context
  documentId: string
  /** `ws://…` without a path. */
  base: string
  name: string
  way: Way
  random: Random
}

/** The state of the current connection, and how to close it. */
interface Entry {
  isIn(): boolean
  isSaved(): boolean
  end(): void
}

const NOT_IN: Entry = { isIn: () => false, isSaved: () => false, end: () => {} }
const TRY_AGAIN_MS = 2500

class Socket extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols)
    // The socket may be closed before it is open.
    this.on('error', () => {})
  }
}

export function startWriter({ context, documentId, name, way, random, ...options }: Options): Writer {
  const ydoc = new Y.Doc()
  const typed = new Set<string>()
  let { base } = options
  let entry = NOT_IN
  let canWrite = false
  let offline = false
  let openedAt = 0

  async function ticket() {
    const { token, canWrite: may } = await issueTicket(context, { documentId })
    canWrite = may
    return token
  }

  /** As in the editor: what was refused is sent again when the right is back. */
  function openHocuspocus(): Entry {
    let isIn = false
    let owesText = false
    const socket = new HocuspocusProviderWebsocket({
      url: `${base}/collab?document=${documentId}`,
      WebSocketPolyfill: way === 'http' ? HttpSocket : Socket,
      delay: 100,
      minDelay: 50,
      maxDelay: 500,
    })
    const outside = () => {
      isIn = false
    }
    socket.on('close', outside)
    const provider = new HocuspocusProvider({
      websocketProvider: socket,
      name: documentId,
      document: ydoc,
      token: ticket,
      onAuthenticated() {
        isIn = true
      },
      onAuthenticationFailed: outside,
      onClose: outside,
      onStateless({ payload }) {
        const message = JSON.parse(payload)
        if (message.type === 'refused') owesText = message.reason === 'may_not_write'
        if (message.type !== 'access') return
        canWrite = message.canWrite
        if (!canWrite || !owesText) return
        owesText = false
        provider.startSync()
      },
    })
    provider.attach()
    return {
      isIn: () => isIn,
      isSaved: () => isIn && provider.isSynced && !provider.hasUnsyncedChanges,
      end() {
        provider.destroy()
        socket.destroy()
      },
    }
  }

  function openYWebsocket(): Entry {
    let provider: WebsocketProvider | undefined
    let ended = false
    void ticket().then(
      (token) => {
        if (ended) return
        provider = new WebsocketProvider(`${base}/yjs`, documentId, ydoc, {
          params: { token },
          WebSocketPolyfill: Socket as never, // the type of ws differs from the browser's, but it works the same
          disableBc: true,
        })
      },
      () => {},
    )
    return {
      isIn: () => provider?.synced ?? false,
      isSaved: () => provider?.synced ?? false,
      end() {
        ended = true
        provider?.destroy()
      },
    }
  }

  function open() {
    entry.end()
    openedAt = Date.now()
    entry = way === 'y-websocket' ? openYWebsocket() : openHocuspocus()
  }

  function close() {
    entry.end()
    entry = NOT_IN
  }

  function type() {
    // The editor stops a person without the right from writing. A program goes on.
    if (!canWrite && way !== 'y-websocket') return
    const paragraphs = ydoc.getXmlFragment('default').toArray()
    const texts = paragraphs
      .flatMap((block) => (block instanceof Y.XmlElement ? block.toArray() : []))
      .filter((inner) => inner instanceof Y.XmlText)
    if (texts.length === 0) return
    const into = random.pick(texts)
    const word = `${name}x${typed.size};`
    typed.add(word)
    into.insert(into.length, `${word} `)
  }

  const typing = setInterval(type, 40 + random.below(100))
  /** A client that is not let in tries again later. */
  const trying = setInterval(() => {
    if (!offline && !entry.isIn() && Date.now() - openedAt > TRY_AGAIN_MS) open()
  }, 250)
  open()

  return {
    name,
    way,
    context,
    ydoc,
    typed,
    isIn: () => entry.isIn(),
    isSaved: () => entry.isSaved(),
    isOffline: () => offline,
    goOffline() {
      offline = true
      close()
    },
    comeBack() {
      offline = false
      open()
    },
    reopen(at = base) {
      base = at
      if (!offline) open()
    },
    stopTyping: () => clearInterval(typing),
    leave() {
      clearInterval(typing)
      clearInterval(trying)
      close()
    },
  }
}
