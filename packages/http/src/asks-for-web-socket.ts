import type { IncomingMessage } from 'node:http'

/**
 * For `shouldUpgradeCallback`: whether a request is to become a socket. Who offers to speak something else, as Java's and
 * curl's clients offer HTTP/2 with every request over plain HTTP, is answered as if nothing had been offered (RFC 9110, 7.8);
 * left to itself, Node takes any offer for an upgrade.
 */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  const offered = (headers.upgrade ?? '').toLowerCase().split(',')
  return offered.some((protocol) => protocol.trim() === 'websocket')
}
