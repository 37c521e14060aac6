import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError } from './config-error.ts'
import { type Environment, environmentSchema } from './environment.ts'
import { keptSecret } from './secret.ts'
import { refuseUnknown } from './unknown-variables.ts'

export type Config = Omit<Environment, 'PUBLIC_URL' | 'SECRET' | 'FILES_URL'> & {
  PUBLIC_URL: string
  SECRET: string
  FILES_URL: string
}

/**
 * Reads the settings from the environment. Makes and keeps `DATA_DIR/secret` when SECRET is unset.
 * @throws ConfigError for a malformed value, and for a name that is ours by its look but unknown: a typo in the name
 * of a safety setting is not to pass in silence.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  refuseUnknown(env, Object.keys(environmentSchema.shape))
  const parsed = environmentSchema.safeParse(withoutEmpty(env))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ConfigError(`${String(issue?.path[0])} ${issue?.message}.`)
  }
  const { data } = parsed
  const dataDir = resolve(data.DATA_DIR)
  return {
    ...data,
    DATA_DIR: dataDir,
    PUBLIC_URL: data.PUBLIC_URL ?? `http://localhost:${data.PORT}`,
    SECRET: data.SECRET ?? keptSecret(dataDir),
    FILES_URL: data.FILES_URL ?? pathToFileURL(join(dataDir, 'files')).href,
  }
}

function withoutEmpty(env: Record<string, string | undefined>) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
}
