/** What the address of a WebSocket answers to a request without an upgrade, as a problem document. */
export const upgradeRequired = {
  status: 426,
  code: 'upgrade_required',
  detail:
    'This address speaks WebSocket, and the request came without an upgrade. If your program sent one, a proxy on the way removed it.',
} as const
