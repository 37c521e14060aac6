import type { EventEnvelope } from '@quillwire/events'
import { renderCloudEvent } from './cloud-events.ts'
import { renderDiscord } from './discord.ts'
import { renderGoogleChat } from './google-chat.ts'
import { renderMattermost } from './mattermost.ts'
import { type Rendered, renderedJson } from './rendered.ts'
import { renderSlack } from './slack.ts'
import { renderTeams } from './teams.ts'

export type { Rendered } from './rendered.ts'

export const formatNames = [
  'json',
  'cloudevents',
  'slack',
  'discord',
  'teams',
  'google_chat',
  'mattermost',
] as const
export type FormatName = (typeof formatNames)[number]

interface Described {
  title: string
  description: string
  /** What an address of the vendor looks like. */
  urlHint: string
}

/** What an admin reads when choosing a format. */
const descriptions: Record<FormatName, Described> = {
  json: {
    title: 'Quillwire JSON',
    description: 'The whole event, for a program of yours.',
    urlHint: 'https://example.com/hooks/quillwire',
  },
  cloudevents: {
    title: 'CloudEvents 1.0',
    description: 'The whole event as a CloudEvent, for brokers and serverless platforms.',
    urlHint: 'https://broker.example.com/events',
  },
  slack: {
    title: 'Slack',
    description: 'A readable message in a Slack channel, with a link to the document.',
    urlHint: 'https://hooks.slack.com/services/…',
  },
  discord: {
    title: 'Discord',
    description: 'A coloured card in a Discord channel that mentions nobody.',
    urlHint: 'https://discord.com/api/webhooks/…',
  },
  teams: {
    title: 'Microsoft Teams',
    description: 'An Adaptive Card in a chat or channel, through a Teams workflow.',
    urlHint: 'https://….environment.api.powerplatform.com:443/powerautomate/…',
  },
  google_chat: {
    title: 'Google Chat',
    description: 'A sentence and a card in a Google Chat space.',
    urlHint: 'https://chat.googleapis.com/v1/spaces/…',
  },
  mattermost: {
    title: 'Mattermost',
    description: 'A message attachment in a Mattermost channel.',
    urlHint: 'https://mattermost.example.com/hooks/…',
  },
}

/** In the order in which they are offered. */
export const formats: readonly ({ name: FormatName } & Described)[] = formatNames.map((name) => ({
  name,
  ...descriptions[name],
}))

const renderers: Record<FormatName, (envelope: EventEnvelope) => Rendered> = {
  json: (envelope) => renderedJson(envelope),
  cloudevents: renderCloudEvent,
  slack: renderSlack,
  discord: renderDiscord,
  teams: renderTeams,
  google_chat: renderGoogleChat,
  mattermost: renderMattermost,
}

/** The body that a receiver of this format takes. Never throws for an envelope of the catalogue. */
export function renderFormat(format: FormatName, envelope: EventEnvelope): Rendered {
  return renderers[format](envelope)
}
