import { EVENT_TEXT } from './event-text.ts'
import type { Preset } from './preset.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm */
export const salesforce: Preset = {
  name: 'salesforce_task',
  title: 'Salesforce task',
  description: 'Logs a completed task in Salesforce, on the page of a record if you like.',
  url: 'https://YOUR-DOMAIN.my.salesforce.com/services/data/v62.0/sobjects/Task',
  headers: { authorization: 'Bearer {{secret.ACCESS_TOKEN}}' },
  secrets: [
    {
      name: 'ACCESS_TOKEN',
      label: 'Access token',
      help: 'Of an external client app with the client credentials flow. It ends with the session: see the help.',
    },
  ],
  eventTypes: ['comment.created', 'thread.resolved', 'task.completed', 'document.shared'],
  format: 'json',
  transformation: `// The id of an account, opportunity or case on whose page the tasks are to stand; '' for none.
const relatedTo = ''

function transform(event) {
  const lines = details(event).map(([label, text]) => label + ': ' + text)
  if (event.data.document) lines.push(event.data.document.url)
  return {
    body: {
      Subject: headline(event),
      Description: lines.join('\\n'),
      Status: 'Completed', // a log of what happened, not a to-do
      Priority: 'Normal',
      ActivityDate: event.timestamp.slice(0, 10),
      ...(relatedTo && { WhatId: relatedTo }),
    },
  }
}
${EVENT_TEXT}`,
  help: `1. In Salesforce *Setup* open *External Client App Manager*, *New External Client App*, enable OAuth with the scope
   *Manage user data via APIs (api)*.
2. In its policies enable the *Client Credentials Flow* and choose the user who is to write the tasks.
3. Replace \`YOUR-DOMAIN\` in the URL with yours: *Setup*, *My Domain*.
4. Get an access token and put it into *Access token* here:

\`\`\`sh
curl https://YOUR-DOMAIN.my.salesforce.com/services/oauth2/token \\
  -d grant_type=client_credentials -d client_id=CONSUMER_KEY -d client_secret=CONSUMER_SECRET
\`\`\`

Access tokens of Salesforce end with the session (*Setup*, *Session Settings*, *Timeout Value*). Salesforce answers 401 then,
and deliveries are tried again for days: let a scheduled job renew the secret, as the guide to presets shows.`,
}
