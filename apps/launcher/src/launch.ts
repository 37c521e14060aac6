/** A whole Quillwire on this machine: the port, the database, the processes, in this order; and back again. */

import { setTimeout as delay } from 'node:timers/promises'
import { type Config, portError } from '@quillwire/config'
import { requireSecret } from '@quillwire/core/secrets/require-secret'
import type { Logger } from '@quillwire/process'
import { createFrontDoor } from './front-door/front-door.ts'
import type { Output } from './output.ts'
import { createProbes } from './probes.ts'
import { type Programs, startPrograms } from './programs.ts'
import { startDatabase } from './start-database.ts'

export interface LaunchOptions {
  config: Config
  log: Logger
  output: Output
  main?: (name: string) => string
}

export interface Launched {
  programs: Programs
  /** Resolves when everything serves; false when it was stopped before that. */
  ready(): Promise<boolean>
  /** Drains and stops everything, the database last. */
  stop(): Promise<void>
  /** Ends the processes without draining them; the database still stops cleanly. */
  hurry(): void
}

/** Starts everything. What was started before an error is stopped again. */
export async function launch({ config, log, output, main }: LaunchOptions): Promise<Launched> {
  const door = await createFrontDoor(config).catch((error) => {
    throw portError(error, config.PORT, config.LISTEN_HOST)
  })
  const database = await startDatabase(config, log).catch((error) => {
    door.close()
    throw error
  })
  await requireSecret(database.url, config).catch(async (error) => {
    door.close()
    await database.stop()
    throw error
  })
  const programs = await startPrograms({ config, databaseUrl: database.url, log, output, main })
  const { web, worker, collab } = programs
  const probes = createProbes([web, worker, collab], database.answers)
  door.open({
    web,
    collab,
    answerProbe: (path, response) => void probes.answer(path, response),
  })
  let stopped: Promise<void> | undefined

  async function stop() {
    log.info('stopping')
    door.stopAccepting()
    for (const program of [web, worker, collab]) await program.stop()
    door.close()
    await database.stop()
    log.info('stopped')
  }

  return {
    programs,
    async ready() {
      while (!stopped) {
        if ([web, worker, collab].every((program) => program.isReady()) && (await probes.readiness()).ready)
          return true
        await delay(25)
      }
      return false
    },
    stop: () => (stopped ??= stop()),
    hurry() {
      for (const program of [web, worker, collab]) program.kill()
    },
  }
}
