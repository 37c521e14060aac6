/** What the address of a WebSocket answers to a request without an upgrade, as a problem document. */
export const upgradeRequired = {
  status: 426,
  code: 'upgrade_required',
  detail:
    'This address speaks WebSocket, and the request came without an upgrade. Where it left your program with one, a proxy on the way takes it out.',
} as const
