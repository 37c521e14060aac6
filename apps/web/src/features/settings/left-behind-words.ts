import type { LeftBehind } from '@/lib/api-types.ts'

interface Departure {
  /** They leave or are removed; otherwise they lose rights with a new role. */
  leaves: boolean
  /** The person who is asked is the one who leaves. */
  self: boolean
  /** The person who is asked is an owner of the workspace, and would get what is handed over. */
  iAmOwner: boolean
}

/** Says what ends, stops or goes to somebody else: a sentence for each kind of which there is something. */
export function leftBehindWords(counts: LeftBehind, { leaves, self, iAmOwner }: Departure): string[] {
  const they = self ? 'you' : 'they'
  const { apiKeys, webhookEndpoints, incomingHooks, invitations, shareLinks, documents } = counts
  return [
    apiKeys > 0 &&
      `${counted(apiKeys, 'API key')} that ${they} made ${ends(apiKeys)}. Programs stop until an admin renews ${them(apiKeys)}.`,
    webhookEndpoints > 0 &&
      `${counted(webhookEndpoints, 'webhook endpoint')} ${stops(webhookEndpoints)} until an admin enables ${them(webhookEndpoints)}.`,
    incomingHooks > 0 &&
      `${counted(incomingHooks, 'incoming hook')} ${stops(incomingHooks)} until an admin takes ${them(incomingHooks)} over.`,
    invitations > 0 &&
      `${counted(invitations, 'open invitation link')} that ${they} know ${ends(invitations)}. Make new ones for those who have not joined yet.`,
    documents > 0 &&
      `${counted(documents, 'document')} that nobody else can edit ${documents === 1 ? 'goes' : 'go'} to ${iAmOwner && !self ? 'you' : 'an owner of the workspace'}.`,
    leaves &&
      self &&
      shareLinks > 0 &&
      `${counted(shareLinks, 'share link')} that you made ${ends(shareLinks)}.`,
  ].filter((sentence) => sentence !== false)
}

function counted(count: number, what: string): string {
  return count === 1 ? `One ${what}` : `${count} ${what}s`
}

function them(count: number) {
  return count === 1 ? 'it' : 'them'
}

function ends(count: number) {
  return count === 1 ? 'ends' : 'end'
}

function stops(count: number) {
  return count === 1 ? 'stops' : 'stop'
}
