import { EVENT_HTML } from './event-text.ts'
import type { Preset } from './preset.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/notes/guide; versions are supported for 18 months. */
export const hubspot: Preset = {
  name: 'hubspot_note',
  title: 'HubSpot note',
  description: 'Writes a note on the timeline of a company, contact or deal in HubSpot.',
  url: 'https://api.hubapi.com/crm/objects/2026-09/notes',
  headers: { authorization: 'Bearer {{secret.ACCESS_TOKEN}}' },
  secrets: [
    {
      name: 'ACCESS_TOKEN',
      label: 'Access token',
      help: 'Of a service key that may write contacts, companies or deals, or of a private app that you have.',
    },
  ],
  eventTypes: ['comment.created', 'thread.resolved', 'task.completed', 'document.shared'],
  format: 'json',
  transformation: `// The last number in the address of the record in HubSpot.
const recordId = 'YOUR-RECORD-ID'
// What kind of record it is: 190 a company, 202 a contact, 214 a deal.
const associationTypeId = 190

function transform(event) {
  return {
    body: {
      properties: { hs_timestamp: event.timestamp, hs_note_body: html(event) },
      associations: [
        { to: { id: recordId }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] },
      ],
    },
  }
}
${EVENT_HTML}`,
  help: `1. In HubSpot open *Development*, *Keys*, *Service keys* (also under *Settings*, *Integrations*) and create a key.
2. Give it the scope \`crm.objects.contacts.write\`, and for notes on companies or deals also
   \`crm.objects.companies.write\` or \`crm.objects.deals.write\`.
3. Copy the token into *Access token* here.
4. Open the company, contact or deal in HubSpot. The last number of its address goes to \`YOUR-RECORD-ID\` in the function;
   set \`associationTypeId\` to the kind of record.

For several records, make an endpoint for each and filter it by folder.`,
}
