import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { migrate } from './migrate.ts'
import { noFilters, schemaPath, withSchemaEngine } from './schema-engine.ts'

/** The SQL that leads from the migrations to prisma/schema.prisma, or null when there is nothing to change. */
export async function pendingSql(emptyDatabaseUrl: string): Promise<string | null> {
  const files = [{ path: 'schema.prisma', content: await readFile(schemaPath, 'utf8') }]
  await migrate(emptyDatabaseUrl)
  const { stdout, exitCode } = await withSchemaEngine(emptyDatabaseUrl, async (engine) => {
    return await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: dirname(schemaPath) }, // the engine's own database
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { ...noFilters, externalTables: ['public._prisma_migrations'] },
    })
  })
  return exitCode === 2 ? (stdout ?? '') : null
}
