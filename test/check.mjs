// `npm run check`: format and lint (with the direction of imports), types, unused code. Reports all faults at once.
import { generateClient } from '../apps/launcher/bootstrap/build.mjs'
import { install } from '../apps/launcher/bootstrap/install.mjs'
import { node, root, run } from '../apps/launcher/bootstrap/programs.mjs'
import { workspaceFaults } from './workspaces.mjs'

const CHECKS = {
  'format, lint and import direction': [
    'node_modules/@biomejs/biome/bin/biome',
    'ci',
    '--error-on-warnings',
    '.',
  ],
  types: ['node_modules/turbo/bin/turbo', 'run', 'types', '--continue', '--output-logs=errors-only'],
  'types of test/': ['node_modules/typescript/bin/tsc', '-p', 'test', '--noEmit'],
  'unused code': ['node_modules/knip/bin/knip.js', '--no-progress'],
}

await install()
await generateClient()
const failed = workspaceFaults(root)
for (const [name, args] of Object.entries(CHECKS)) {
  process.stdout.write(`\n── ${name}\n`)
  const code = await run(node, args, { env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' } })
  if (code !== 0) failed.push(name)
}
process.stdout.write(failed.length > 0 ? `\nNot in order: ${failed.join('; ')}.\n` : '\nAll in order.\n')
process.exit(failed.length > 0 ? 1 : 0)
