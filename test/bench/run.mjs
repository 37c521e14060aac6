// `npm run bench [-- name…]`: runs the benchmarks whose names begin with one of those given, or all.
import { generateClient } from '../../apps/launcher/bootstrap/build.mjs'
import { install } from '../../apps/launcher/bootstrap/install.mjs'
import { node, run } from '../../apps/launcher/bootstrap/programs.mjs'

await install()
await generateClient()
process.exit(await run(node, ['test/bench/run-benchmarks.ts', ...process.argv.slice(2)]))
