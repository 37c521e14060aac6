import { chats } from './chats.ts'
import { github } from './github.ts'
import { hubspot } from './hubspot.ts'
import { mailchimp } from './mailchimp.ts'
import { pipedrive } from './pipedrive.ts'
import type { Preset } from './preset.ts'
import { make, n8n, plain, zapier } from './receivers.ts'
import { salesforce } from './salesforce.ts'

export type { Preset } from './preset.ts'

/** In the order in which they are offered. */
export const presets: readonly Preset[] = [
  plain,
  ...chats,
  zapier,
  make,
  n8n,
  hubspot,
  salesforce,
  pipedrive,
  mailchimp,
  github,
]
