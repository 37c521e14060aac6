// `npm run change-email -- old@example.com new@example.com`, on a server where Quillwire is installed.
import { generateClient } from './build.mjs'
import { install } from './install.mjs'
import { node, run } from './programs.mjs'

await install()
await generateClient()
process.exit(await run(node, ['apps/launcher/src/change-email.ts', ...process.argv.slice(2)]))
