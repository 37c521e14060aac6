/** Chats. Each has a format of its own, so a preset brings only what a channel can bear and where to find its URL. */
import { type FormatName, formats } from '../formats/index.ts'
import type { Preset } from './preset.ts'

/** What people want to hear of. Opening or closing a document is no news for a channel. */
const NEWS = [
  'document.created',
  'document.saved',
  'document.shared',
  'comment.created',
  'thread.resolved',
  'task.completed',
]
/** While people write, a document is saved every few seconds. */
const QUARTER_OF_AN_HOUR = 900

const help: Partial<Record<FormatName, string>> = {
  slack: `1. At [api.slack.com/apps](https://api.slack.com/apps) create an app *From scratch* for your workspace.
2. Open *Incoming Webhooks*, turn them on, and choose *Add New Webhook*; pick the channel.
3. Copy the webhook URL into *URL* here. It is a secret: whoever has it can post to the channel.`,
  discord: `1. In Discord open *Server Settings*, *Integrations*, *Webhooks*, and choose *New Webhook*.
2. Click the new webhook, give it a name and pick the channel.
3. Choose *Copy Webhook URL*, and paste it into *URL* here.`,
  teams: `1. In Teams open *Workflows* from the menu (⋯) of the channel or chat.
2. Choose the template that posts to a channel or chat when a webhook request is received, and save it.
3. Copy the address that it shows into *URL* here.`,
  google_chat: `1. In Google Chat open the space, click its name, and choose *Apps & integrations*.
2. Choose *Add webhooks*, give it a name such as “Quillwire”, and save.
3. Copy the link of the webhook into *URL* here. Webhooks need a Google Workspace account.`,
  mattermost: `1. In Mattermost open *Integrations* from the product menu, then *Incoming Webhooks*, *Add Incoming Webhook*.
2. Give it a title, pick the channel, and save. If the menu lacks *Integrations*, ask your Mattermost admin.
3. Copy the URL into *URL* here.`,
}

/** A preset is named after its format. */
export const chats: readonly Preset[] = formats.flatMap(({ name, title, description }) => {
  const steps = help[name]
  if (!steps) return []
  return {
    name,
    title,
    description,
    url: '',
    headers: {},
    secrets: [],
    eventTypes: NEWS,
    coalesceSeconds: QUARTER_OF_AN_HOUR,
    format: name,
    transformation: null,
    help: steps,
  }
})
