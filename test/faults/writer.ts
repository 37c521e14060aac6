/** Types numbered words without a pause, over either transport, and tracks how many the server has acknowledged. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { HttpSocket } from '../../apps/web/src/features/editor/collaboration/http-socket.ts'

export interface FaultWriter {
  name: string
  text(): string
  readonly typed: number
  readonly acknowledged: number
  /** The codes and reasons with which its socket was closed. */
  readonly closes: string[]
  words(count: number): string[]
  /** Connects to another server as soon as this one is lost. */
  moveTo(url: string): void
  stopTyping(): void
  /** Resolves when everything typed is acknowledged. */
  settled(timeoutMs: number): Promise<void>
  leave(): void
}

export async function startWriter(
  url: string,
  room: { name: string; token: string },
  name: string,
  Socket: typeof WebSocket | typeof HttpSocket = WebSocket,
  everyMs = 10,
): Promise<FaultWriter> {
  const closes: string[] = []
  const socket = new HocuspocusProviderWebsocket({
    url,
    onClose: ({ event }) => closes.push(`${event.code} ${event.reason}`),
    WebSocketPolyfill: Socket,
    delay: 100,
    minDelay: 50,
    maxDelay: 500,
  })
  const provider = new HocuspocusProvider({ websocketProvider: socket, name: room.name, token: room.token })
  provider.attach()
  await vi.waitFor(() => expect(provider.isSynced && provider.unsyncedChanges === 0).toBe(true), 30_000)
  const text = provider.document.getText('title')
  let typed = 0
  let acknowledged = 0
  provider.on('unsyncedChanges', ({ number }: { number: number }) => {
    // While it is not synced, the provider also counts the sync messages themselves.
    if (provider.isSynced) acknowledged = Math.max(acknowledged, typed - number)
  })
  const typing = setInterval(() => {
    text.insert(text.length, `${name}-${typed};`)
    typed += 1
  }, everyMs)
  return {
    name,
    text: () => text.toString(),
    get typed() {
      return typed
    },
    get acknowledged() {
      return acknowledged
    },
    closes,
    words: (count) => Array.from({ length: count }, (_, number) => `${name}-${number}`),
    moveTo(next) {
      socket.configuration.url = next
    },
    stopTyping: () => clearInterval(typing),
    settled: (timeout) =>
      vi.waitFor(() => expect(provider.isSynced && provider.unsyncedChanges === 0).toBe(true), {
        timeout,
        interval: 20,
      }),
    leave() {
      clearInterval(typing)
      provider.destroy()
      socket.destroy()
    },
  }
}
