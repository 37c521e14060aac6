import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'test/{faults,webhooks-safety}/**/*.test.ts',
    ],
    globalSetup: ['packages/database/src/testing/global-setup.ts'],
    // Most of them wait for a database, a socket or a clock: two fit into two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    setupFiles: ['test/patience.ts'],
    // What hangs is to be told from what is slow because the machine is busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
