/** Receivers that take the event as it is. */
import type { Preset } from './preset.ts'

const asItIs = { headers: {}, format: 'json', transformation: null } as const
const USUAL_EVENTS = ['document.created', 'document.saved', 'comment.created', 'task.completed']

export const zapier: Preset = {
  ...asItIs,
  name: 'zapier',
  title: 'Zapier',
  description: 'Starts a Zap with the event’s fields.',
  url: 'https://hooks.zapier.com/hooks/catch/YOUR-ACCOUNT/YOUR-HOOK/',
  secrets: [],
  eventTypes: USUAL_EVENTS,
  help: `1. In Zapier make a Zap with the trigger *Webhooks by Zapier*, *Catch Hook*.
2. Copy its webhook URL into the URL here.
3. *Send a test event* here, then *Test trigger* there: the fields appear, such as \`data document title\`.

Each event is a run of the Zap. Choose few event types, or let *document.saved* come at most once every few minutes.`,
}

export const make: Preset = {
  ...asItIs,
  name: 'make',
  title: 'Make',
  description: 'Starts a scenario with the event’s fields.',
  url: 'https://hook.eu2.make.com/YOUR-HOOK',
  headers: { 'x-make-apikey': '{{secret.API_KEY}}' },
  secrets: [
    {
      name: 'API_KEY',
      label: 'API key',
      help: 'The one that you set at the webhook in Make, so that nobody else can start the scenario.',
    },
  ],
  eventTypes: USUAL_EVENTS,
  help: `1. In Make add the module *Webhooks*, *Custom webhook* to a scenario, and choose *Add*.
2. Under *API key authentication* add a key of your own making, and put the same into *API key* here.
3. Save, and copy the address of the webhook into the URL here; its beginning depends on your zone.
4. While Make waits for data, *Send a test event* here: Make learns the structure from it.`,
}

export const n8n: Preset = {
  ...asItIs,
  name: 'n8n',
  title: 'n8n',
  description: 'Starts a workflow with the event’s fields.',
  url: 'https://YOUR-N8N-HOST/webhook/YOUR-PATH',
  headers: { 'x-quillwire-key': '{{secret.KEY}}' },
  secrets: [
    {
      name: 'KEY',
      label: 'Key',
      help: 'The value of the header auth credential at the Webhook node in n8n.',
    },
  ],
  eventTypes: USUAL_EVENTS,
  help: `1. In n8n begin a workflow with a *Webhook* node: method *POST*, authentication *Header Auth*.
2. Make a credential for it: the name is \`x-quillwire-key\`, the value a long text of your own making. Put the same value into
   *Key* here.
3. Copy the *Production URL* of the node into the URL here, and activate the workflow. The *Test URL* works only while
   n8n listens for a test event.

If n8n runs in your own network, the operator of Quillwire has to allow that network with \`WEBHOOK_ALLOWED_NETWORKS\`.`,
}

export const plain: Preset = {
  ...asItIs,
  name: 'plain',
  title: 'A program of your own',
  description: 'Sends each event as signed JSON.',
  url: 'https://YOUR-HOST/YOUR-PATH',
  secrets: [],
  eventTypes: ['*'],
  help: `1. Replace the URL with one that takes a \`POST\` and soon answers with a status from 200 to 299.
2. Check the signature with the endpoint’s secret, by [Standard Webhooks](https://www.standardwebhooks.com).
3. *Send a test event*, and see in the log of deliveries what your program answered.`,
}
