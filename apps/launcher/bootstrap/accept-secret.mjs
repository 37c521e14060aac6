// `npm run accept-secret`, which may come before the first start on this machine: that one was refused.
import { generateClient } from './build.mjs'
import { install } from './install.mjs'
import { node, run } from './programs.mjs'

await install()
await generateClient()
process.exit(await run(node, ['apps/launcher/src/accept-secret.ts', ...process.argv.slice(2)]))
