import type { IncomingMessage } from 'node:http'

/**
 * For `shouldUpgradeCallback`: whether a request is to become a socket. An offer of another protocol is ignored (RFC
 * 9110, 7.8): Java's and curl's clients offer HTTP/2 with every request over plain HTTP. By itself, Node would take any
 * offer for an upgrade.
 */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  const offered = (headers.upgrade ?? '').toLowerCase().split(',')
  return offered.some((protocol) => protocol.trim() === 'websocket')
}
