// `npm run accept-secret`, which may run before any start on this machine has succeeded.
import { generateClient } from './build.mjs'
import { install } from './install.mjs'
import { node, run } from './programs.mjs'

await install()
await generateClient()
process.exit(await run(node, ['apps/launcher/src/accept-secret.ts', ...process.argv.slice(2)]))
