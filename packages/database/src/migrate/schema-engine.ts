import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

export const schemaPath = fileURLToPath(new URL('../../../../prisma/schema.prisma', import.meta.url))

/** No table or enum is excluded. pg-boss has a schema of its own, which the engine does not look at. */
export const noFilters = { externalTables: [], externalEnums: [] }

/** Runs the function with Prisma's schema engine (WebAssembly) on the database behind the URL. */
export async function withSchemaEngine<Result>(
  url: string,
  use: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  const pool = new CataloguePool({ connectionString: url })
  const schema = await readFile(schemaPath, 'utf8')
  const factory = bindMigrationAwareSqlAdapterFactory(namingCharacters(new PrismaPg(pool)))
  await loadEngine()
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => {},
    factory,
  )
  try {
    return await use(engine)
  } finally {
    engine.free()
    await pool.end()
  }
}

/** The part of the global that is used here. Its types come only with those of the browser. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(
      code: Uint8Array,
      imports: Record<string, object>,
    ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>
  }
}

let loading: Promise<void> | undefined

/**
 * The package's own entry imports its WebAssembly as a module, for which Node prints an experimental warning on every
 * start. Instantiating it by hand is what that entry does too.
 */
function loadEngine(): Promise<void> {
  loading ??= (async () => {
    // The engine reports the message of a panic here before it throws.
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => console.error(text) },
    })
    const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const file = join(dirname(entry), 'schema_engine_bg.wasm')
    const { instance } = await WebAssembly.instantiate(await readFile(file), {
      './schema_engine_bg.js': bindings,
    })
    // Exports that the package's types leave out; its entry makes the same two calls.
    const internals = bindings as unknown as { __wbg_set_wasm(exports: object): void }
    internals.__wbg_set_wasm(instance.exports)
    instance.exports.__wbindgen_start()
  })()
  return loading
}

const ONE_BYTE_CHAR = pg.types.builtins.CHAR
/** `char[]`: a type that the adapter knows and the catalogue queries never return, used to mark the columns. */
const MARK = 1002

/**
 * PostgreSQL's catalogue has columns of the one-byte type "char", which the adapter cannot name. The pool marks these
 * columns, and the factory names them for the engine.
 */
class CataloguePool extends pg.Pool {
  // The cast: pg overloads `query` for callbacks and streams, of which the adapter uses neither.
  override query = (async (...query: Parameters<pg.Pool['query']>) => {
    const result = await (pg.Pool.prototype.query.apply(this, query) as unknown as Promise<pg.QueryResult>)
    for (const field of result.fields ?? []) if (field.dataTypeID === ONE_BYTE_CHAR) field.dataTypeID = MARK
    return result
  }) as unknown as pg.Pool['query']
}

function namingCharacters(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query)
      result.columnTypes = result.columnTypes.map((type) =>
        type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
      )
      return result
    }
    return adapter
  }
  return factory
}
