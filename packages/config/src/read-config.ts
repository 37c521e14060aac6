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
 * @throws ConfigError for a malformed value, and for an unknown name that looks like one of ours: a typo in the name
 * of a safety setting must not pass in silence.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const names = Object.keys(environmentSchema.shape)
  refuseUnknown(env, names)
  const given = withoutEmpty(env)
  refuseQuotes(given, names)
  const parsed = environmentSchema.safeParse(given)
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

/**
 * Shells remove quotes, but files of variables, as for `docker --env-file`, keep them. A folder with quotes in its name
 * would be made, and everything in the right one would seem lost. SECRET may have them: something may be sealed so.
 */
function refuseQuotes(env: Record<string, string>, names: readonly string[]): void {
  const quoted = names.find((name) => name !== 'SECRET' && /^(["']).*\1$/s.test(env[name] ?? ''))
  if (quoted)
    throw new ConfigError(
      `${quoted} has quotes around its value, which would become part of it: leave them out.`,
    )
}

function withoutEmpty(env: Record<string, string | undefined>) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
}
