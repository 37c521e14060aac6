import type { Preset } from './preset.ts'

/** https://mailchimp.com/developer/marketing/api/list-member-events/ */
export const mailchimp: Preset = {
  name: 'mailchimp_event',
  title: 'Mailchimp event',
  description: 'Records an event on the Mailchimp contact that it is about, which can start automations.',
  url: 'https://YOUR-DC.api.mailchimp.com/3.0/lists/YOUR-AUDIENCE-ID',
  headers: { authorization: 'Basic {{secret.CREDENTIALS}}' },
  secrets: [
    {
      name: 'CREDENTIALS',
      label: 'Credentials',
      help: 'What this prints, with your API key in it: printf quillwire:YOUR-API-KEY | base64',
    },
  ],
  eventTypes: [
    'document.shared',
    'document.share_updated',
    'document.unshared',
    'member.joined',
    'member.removed',
  ],
  format: 'json',
  transformation: `// The same as the URL above.
const audience = 'https://YOUR-DC.api.mailchimp.com/3.0/lists/YOUR-AUDIENCE-ID'

function transform(event) {
  const { document, role, person = event.data.with?.person } = event.data
  if (!person?.email) return null // Mailchimp keeps events by contact

  return {
    url: audience + '/members/' + encodeURIComponent(person.email.toLowerCase()) + '/events',
    body: {
      name: event.type.replace('.', '_').slice(0, 30),
      occurred_at: event.timestamp.slice(0, 19) + 'Z',
      properties: properties({
        by: event.actor.name,
        workspace: event.workspace.name,
        document: document?.title,
        link: document?.url,
        role,
      }),
    },
  }
}

// Mailchimp takes texts only.
function properties(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, Array.from(String(value)).slice(0, 200).join('')]))
}
`,
  help: `1. In Mailchimp click your picture, *Account & billing*, *Extras*, *API keys*, *Create A Key*. The end of the key, such as
   \`us21\`, is your data center.
2. *Audience*, *All contacts*, *Settings*, *Audience name and defaults* shows the audience’s id.
3. Replace \`YOUR-DC\` and \`YOUR-AUDIENCE-ID\` in the URL and in the first lines of the function.
4. Mailchimp wants name and key encoded. Run this and put what it prints into *Credentials* here:

\`\`\`sh
printf quillwire:YOUR-API-KEY | base64
\`\`\`

Only events about a person with an e-mail address are sent. Mailchimp answers 404 for people who are not contacts of the
audience.`,
}
