/** The three processes, in the order in which they are stopped. */
import { fileURLToPath } from 'node:url'
import type { Config } from '@quillwire/config'
import { freePort } from '@quillwire/database/embedded'
import type { Logger } from '@quillwire/process'
import { nodeOptions } from './node-options.ts'
import type { Output } from './output.ts'
import { type Supervised, supervise } from './supervise.ts'

const NAMES = ['web', 'worker', 'collab'] as const
export type Programs = Record<(typeof NAMES)[number], Supervised>

export const root = fileURLToPath(new URL('../../../', import.meta.url))

export interface StartOptions {
  config: Config
  databaseUrl: string
  log: Logger
  output: Output
  /** Where each program's main file lies; the product's own unless a test says otherwise. */
  main?: (name: string) => string
}

export async function startPrograms({
  config,
  databaseUrl,
  log,
  output,
  main,
}: StartOptions): Promise<Programs> {
  const file = main ?? ((name: string) => `${root}apps/${name}/src/main.ts`)
  const started = NAMES.map(async (name) => {
    const internalPort = await freePort()
    const env = {
      ...process.env,
      ...settingsOf(config),
      NODE_ENV: process.env.NODE_ENV ?? 'production',
      DATABASE_URL: databaseUrl,
      INTERNAL_PORT: String(internalPort),
      // Name lookups may take half of these: two name servers that hang must not hold up everyone's webhooks.
      ...(name === 'worker' && { UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '64' }),
    }
    const program = supervise({
      name,
      command: process.execPath,
      args: [...nodeOptions[name], file(name)],
      env,
      internalPort,
      log,
      output,
    })
    return [name, program] as const
  })
  return Object.fromEntries(await Promise.all(started)) as Programs // one entry per name
}

/** The settings that a program gets as the launcher has resolved them, so that defaults are worked out only once. */
export function settingsOf(config: Config) {
  return {
    DATA_DIR: config.DATA_DIR,
    PUBLIC_URL: config.PUBLIC_URL,
    SECRET: config.SECRET,
    FILES_URL: config.FILES_URL,
    // To them the launcher is a proxy.
    TRUSTED_PROXIES: [...config.TRUSTED_PROXIES, '127.0.0.1/32'].join(','),
  }
}
