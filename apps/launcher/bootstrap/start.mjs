// `npm start` and `npm run dev`: everything that a bare machine needs before the launcher proper (src/main.ts) can run.
import { buildPages, generateClient, isBuilt } from './build.mjs'
import { install } from './install.mjs'
import { node, run } from './programs.mjs'

const dev = process.argv.includes('--dev')
const env = { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' }

stopWithNpm()
await install()
if (!dev && !isBuilt()) {
  // What would stop the start anyway is reported before minutes of building.
  const code = await run(node, ['apps/launcher/src/preflight.ts'], { env })
  if (code !== 0) process.exit(code)
}
await generateClient()
if (!dev) await buildPages()
process.exit(await run(node, ['apps/launcher/src/main.ts', ...(dev ? ['--dev'] : [])], { env, ipc: true }))

/** If npm is killed, nobody tells us. A Quillwire that nobody knows of any more would hold the port and the data. */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const npm = process.ppid
  setInterval(() => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGTERM')
  }, 1_000).unref()
}
