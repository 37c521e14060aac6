import type { Preset } from './preset.ts'

/** https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event */
export const github: Preset = {
  name: 'github_dispatch',
  title: 'GitHub workflow',
  description: 'Starts workflows of a GitHub repository by repository_dispatch.',
  url: 'https://api.github.com/repos/YOUR-OWNER/YOUR-REPOSITORY/dispatches',
  headers: {
    accept: 'application/vnd.github+json',
    authorization: 'Bearer {{secret.TOKEN}}',
    'x-github-api-version': '2022-11-28',
  },
  secrets: [
    {
      name: 'TOKEN',
      label: 'Token',
      help: 'A fine-grained personal access token with write access to the contents of this one repository.',
    },
  ],
  eventTypes: [
    'document.saved',
    'document.renamed',
    'document.moved',
    'document.trashed',
    'document.restored',
  ],
  format: 'json',
  transformation: `function transform(event) {
  return { body: { event_type: event.type, client_payload: JSON.parse(JSON.stringify(event, shorter)) } }
}

// GitHub takes 64 KB and ten keys: long texts are cut, five of a list stay, and the document's content is left out.
function shorter(key, value) {
  if (key === 'content') return undefined
  if (Array.isArray(value)) return value.slice(0, 5)
  return typeof value === 'string' ? Array.from(value).slice(0, 500).join('') : value
}
`,
  help: `1. On GitHub open *Settings*, *Developer settings*, *Personal access tokens*, *Fine-grained tokens*, *Generate new token*.
   Choose *Only select repositories* and the permission *Contents: Read and write*.
2. Copy the token into *Token* here, and replace \`YOUR-OWNER\` and \`YOUR-REPOSITORY\` in the URL.
3. Let a workflow on the default branch listen:

\`\`\`yaml
on:
  repository_dispatch:
    types: [document.saved]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: echo "$TITLE"
        env:
          TITLE: \${{ github.event.client_payload.data.document.title }}
\`\`\`

Take what people write from \`env\`, as above, and never straight into \`run\`: there a title could be a command.`,
}
