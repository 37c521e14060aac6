// What `npm start`, `npm run dev`, `npm test` and `npm run check` share before anything of ours is installed: this
// folder runs on the Node of the machine (20 or newer) and needs no package.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The Node that Quillwire runs on: a package like any other, so that the machine's own does not matter. */
export const node = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url))

let current
let stopped = false

// Ctrl-C during an installation or a build ends it. That was intended, and is no error.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    stopped = true
    if (current) current.kill(signal)
    else process.exit(0)
  })

/** Runs a program in the root folder with this terminal and resolves with its exit code. */
export function run(command, args, { env = {}, ipc = false, shell = false } = {}) {
  return new Promise((done, fail) => {
    current = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      shell,
      stdio: ['inherit', 'inherit', 'inherit', ...(ipc ? ['ipc'] : [])],
    })
    current.once('error', fail)
    current.once('close', (code, signal) => {
      current = undefined
      if (stopped && !ipc) process.exit(0)
      done(code ?? (signal ? 1 : 0))
    })
  })
}

/** Like `run`, for a step without which nothing further makes sense. */
export async function mustRun(failure, command, args, options) {
  const code = await run(command, args, options)
  if (code === 0) return
  process.stderr.write(`${failure}\n`)
  process.exit(code)
}

/** Ends the process with a line if this user may not create something at this path from the root. */
export function requireWritable(path) {
  let folder = join(root, path)
  while (!existsSync(folder)) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    process.stderr.write(
      `This version is not installed or built yet, and this user may not write in ${root.slice(0, -1)}. ` +
        'Run npm run build there as a user who may.\n',
    )
    process.exit(1)
  }
}
