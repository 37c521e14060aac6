/** Two people with a workspace, sync servers on free ports, and clients of either protocol. For tests. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { asPrincipal, type Context } from '@quillwire/core'
import { testServices } from '@quillwire/core/testing/services'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { addMember, createWorkspace } from '@quillwire/core/workspaces/create-workspace'
import { type Database, newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { type Collab, type CollabOptions, startCollab } from '../collab.ts'

export interface Person extends Context {
  id: string
}

export interface TestServer {
  collab: Collab
  /** `ws://…` without a path. */
  base: string
  stop(): Promise<void>
}

export interface Joined {
  provider: HocuspocusProvider
  ydoc: Y.Doc
  text: Y.Text
  refusals: string[]
  /** Codes and reasons with which its socket was closed. */
  closed: { code: number; reason: string }[]
  leave(): void
}

export async function openTestOffice(given?: Database) {
  const database = given ?? (await testDatabase()).database
  const services = testServices(database)
  const open: { destroy(): void }[] = []
  const servers: TestServer[] = []
  const people = ['Ada', 'Jonas'].map((name) => ({ id: newId(), name, email: `${newId()}@example.com` }))
  await database.prisma.user.createMany({ data: people })
  const [one, two] = people
  if (!one || !two) throw new Error('no people')
  const workspaceId = await database.transaction(async (tx) => {
    const id = await createWorkspace(tx, one)
    await addMember(tx, id, two, 'member')
    return id
  })
  const person = (who: typeof one, role: 'owner' | 'member'): Person => ({
    id: who.id,
    ...asPrincipal(services, {
      type: 'user',
      ...who,
      image: null,
      membership: { workspaceId, workspaceName: '', role },
      shareLinkIds: [],
    }),
  })

  return {
    services,
    ada: person(one, 'owner'),
    jonas: person(two, 'member'),

    /** @param log where its log goes, at the level `trace`; without it nothing is logged. */
    async serve(options: CollabOptions = {}, log?: { write(line: string): void }): Promise<TestServer> {
      const logger = createLogger('test', log ? 'trace' : 'silent', log)
      const collab = await startCollab(services, logger, options)
      const server = createServer().on('upgrade', (request, socket, head) =>
        collab.transports.upgrade(request, socket, head),
      )
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      let stopped: Promise<void> | undefined
      const one: TestServer = {
        collab,
        base: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
        stop() {
          server.close()
          stopped ??= collab.drain()
          return stopped
        },
      }
      servers.push(one)
      return one
    },

    /** Joins as Hocuspocus's own client does. */
    join(
      base: string,
      context: Context,
      documentId: string,
      token?: string | (() => Promise<string>),
    ): Joined {
      const closed: Joined['closed'] = []
      const websocketProvider = new HocuspocusProviderWebsocket({
        url: `${base}/collab`,
        WebSocketPolyfill: WebSocket,
        onClose: ({ event }) => closed.push({ code: event.code, reason: event.reason }),
      })
      const refusals: string[] = []
      const provider = new HocuspocusProvider({
        websocketProvider,
        name: documentId,
        token: token ?? (async () => (await issueTicket(context, { documentId })).token),
        onAuthenticationFailed: ({ reason }) => refusals.push(reason),
      })
      provider.attach()
      open.push(provider, websocketProvider)
      return {
        provider,
        ydoc: provider.document,
        text: provider.document.getText('title'),
        refusals,
        closed,
        leave() {
          provider.destroy()
          websocketProvider.destroy()
        },
      }
    },

    /** Connects as any y-websocket client does. */
    openYWebsocket(base: string, documentId: string, token: string) {
      const provider = new WebsocketProvider(`${base}/yjs`, documentId, new Y.Doc(), {
        params: { token },
        WebSocketPolyfill: WebSocket as never, // ws is not the browser's type, and does the same
        disableBc: true,
      })
      open.push(provider)
      return provider
    },

    /** As `openYWebsocket`, and waits until it has the document. */
    async joinYWebsocket(base: string, context: Context, documentId: string, token?: string) {
      const ticket = token ?? (await issueTicket(context, { documentId })).token
      const provider = this.openYWebsocket(base, documentId, ticket)
      await vi.waitFor(() => expect(provider.synced).toBe(true), PATIENCE)
      return { ydoc: provider.doc, provider, text: provider.doc.getText('title') }
    },

    /** Ends what the test opened. */
    leave() {
      for (const one of open.splice(0)) one.destroy()
    },
    async close() {
      this.leave()
      await Promise.all(servers.map((server) => server.stop()))
    },
  }
}

export const PATIENCE = { timeout: 45_000, interval: 20 }

/** Waits until a client has everything and everything of it is acknowledged. */
export function synced(one: Joined): Promise<void> {
  return vi.waitFor(
    () => expect(one.provider.isSynced && one.provider.unsyncedChanges === 0).toBe(true),
    PATIENCE,
  )
}
