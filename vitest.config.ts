import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/**
 * Functions without a database, a clock or a server, whose tests leave nothing behind in their process: they share one,
 * so that what they import is read once. What changes a global, a timer or the environment is to stay out of here.
 */
const pure = [
  'packages/{config,editor,events,http}/src/**/*.test.ts',
  'packages/webhooks/src/{address-guard,engine/http,formats,presets,signing}/**/*.test.ts',
  'apps/web/src/{features/!(editor|offline),lib}/**/!(many-threads|refresh-threads|watched-events).test.ts',
  'apps/web/src/features/editor/{binding,clipboard,menus,page,presence,status,typing}/**/*.test.ts',
  'apps/collab/src/{room/{of-another,size-limit,state-cache,update-batch},transport/{frames,held-frames}}.test.ts',
  'apps/worker/src/mail/{endpoint-disabled,letter}.test.ts',
]

/**
 * Use cases on a database that each file has to itself: they change nothing else, so that they share a process, too. A test
 * that listens at something of the whole process, as at the console, is to stay out.
 */
const onDatabase = [
  'packages/{core,webhooks}/src/**/*.test.ts',
  'packages/api/src/**/!(logged-faults).test.ts',
  'packages/database/src/{is-data-error,storable,with-each-commit}.test.ts',
  'apps/worker/src/jobs/**/*.test.ts',
]

/**
 * Nearly all of whose time passes while nothing is done, as until something is given up: twice as many run at a time, after
 * all others. What starts programs, or has much to do within a time, is to stay out.
 */
const waiting = [
  'apps/collab/src/{collab,admission/ticket-life,peers/redis-away,transport/{http-transport-limits,silence}}.test.ts',
  'apps/collab/src/document/{database-away,discarded-while-closing,opened-while-closing}.test.ts',
  'apps/worker/src/mail/mail.test.ts',
  'packages/database/src/{connect,is-database-away,listen,lost-answers,session,watch-connections}.test.ts',
]
/** Two fit into two cores. A third would have each wait for the others where it counts what happens within a time. */
const maxWorkers = Math.max(2, availableParallelism() - 1)

const project = (test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration => ({
  test: {
    setupFiles: ['test/patience.ts', 'test/keep-compiled.ts'],
    // What hangs is to be told from what is slow because the machine is busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As long as `vi.waitFor` waits: one second is Vitest's own.
    expect: { poll: { timeout: 45_000 } },
    // What was expected is to be read from the line of a failure, the only one that the sum of a run shows.
    chaiConfig: { truncateThreshold: 500 },
    // As the browser tests: what passes only then is named at the end of `npm test`.
    retry: process.env.CI ? 1 : 0,
    ...test,
  },
})

export default defineConfig({
  test: {
    globalSetup: ['packages/database/src/testing/global-setup.ts'],
    // What was compiled once, no other process compiles again: of tests, nor of the programs that they start.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/tests') },
    maxWorkers,
    projects: [
      project({ name: 'pure', include: pure, isolate: false }),
      project({
        name: 'database',
        include: onDatabase,
        exclude: ['**/node_modules/**', ...pure],
        isolate: false,
      }),
      project({
        name: 'alone',
        include: [
          'packages/*/src/**/*.test.ts',
          'apps/*/src/**/*.test.ts',
          'test/*.test.ts',
          'test/{faults,webhooks-safety}/**/*.test.ts',
        ],
        exclude: ['**/node_modules/**', ...pure, ...onDatabase, ...waiting],
      }),
      project({
        name: 'waiting',
        include: waiting,
        maxWorkers: 2 * maxWorkers,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
})
