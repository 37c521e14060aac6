import { EVENT_HTML } from './event-text.ts'
import type { Preset } from './preset.ts'

/** https://developers.pipedrive.com/docs/api/v1/Notes; there are no notes in version 2. */
export const pipedrive: Preset = {
  name: 'pipedrive_note',
  title: 'Pipedrive note',
  description: 'Writes a note on a deal in Pipedrive.',
  url: 'https://api.pipedrive.com/v1/notes',
  headers: { 'x-api-token': '{{secret.API_TOKEN}}' },
  secrets: [
    {
      name: 'API_TOKEN',
      label: 'API token',
      help: 'Of the user who is to write the notes: Personal preferences, API.',
    },
  ],
  eventTypes: ['comment.created', 'thread.resolved', 'task.completed', 'document.shared'],
  format: 'json',
  transformation: `// The number at the end of the deal's address in Pipedrive.
const dealId = 'YOUR-DEAL-ID'

function transform(event) {
  // For a person or an organization, write person_id or org_id instead of deal_id.
  return { body: { content: html(event), deal_id: Number(dealId) } }
}
${EVENT_HTML}`,
  help: `1. In Pipedrive click your picture, *Personal preferences*, *API*, and copy the token into *API token* here. It acts as
   you: a user of its own for integrations is better.
2. Open the deal. The number at the end of its address goes to \`YOUR-DEAL-ID\` in the function.`,
}
