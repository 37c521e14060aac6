import { isCurrent, whenChanged } from './fingerprint.mjs'
import { mustRun, node } from './programs.mjs'

const CLIENT = {
  sources: ['prisma/schema.prisma', 'node_modules/prisma/package.json'],
  stamp: 'packages/database/src/generated/.fingerprint',
}
const PAGES = {
  sources: ['apps/web', 'packages', 'prisma/schema.prisma', 'tsconfig.base.json', 'package-lock.json'],
  stamp: 'apps/web/.next/.fingerprint',
}

/** Makes the Prisma client when the schema changed. */
export function generateClient() {
  return whenChanged(CLIENT.sources, CLIENT.stamp, () =>
    mustRun(
      'The database client could not be generated from prisma/schema.prisma.',
      node,
      ['node_modules/prisma/build/index.js', 'generate', '--no-hints'],
      // Any existing file will do: generating does not use the engine, which would be downloaded otherwise.
      { env: { PRISMA_SCHEMA_ENGINE_BINARY: node, CHECKPOINT_DISABLE: '1' } },
    ),
  )
}

/** Builds the pages when something that goes into them changed. */
export function buildPages() {
  return whenChanged(PAGES.sources, PAGES.stamp, async () => {
    process.stdout.write('Building the pages …\n')
    await mustRun(
      'The pages could not be built.',
      node,
      ['node_modules/next/dist/bin/next', 'build', 'apps/web'],
      {
        env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      },
    )
  })
}

export function isBuilt() {
  return isCurrent(CLIENT.sources, CLIENT.stamp) && isCurrent(PAGES.sources, PAGES.stamp)
}
