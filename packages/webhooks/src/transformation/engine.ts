import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'
import { MEMORY_BYTES } from './limits.ts'

export type Engine = QuickJSWASMModule

const PAGE_BYTES = 64 * 1024
/** What the engine itself takes: its data and its native stack. */
const ENGINE_BYTES = 5 * 1024 * 1024
/** Engines that are kept: as many as there are transformations that often take turns. */
const KEPT = 4

/** The package's types are those of its CommonJS build; as a module it exports the variant itself. */
const releaseSync = variant as unknown as QuickJSSyncVariant
const wasmModule = new WebAssembly.Module(
  readFileSync(fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))),
)

/**
 * An instance of QuickJS. The fixed size of its memory is the limit, because the engine's own `setMemoryLimit` checks
 * only single allocations where it runs as WebAssembly. Pages that are not touched cost nothing.
 */
function createEngine(): Promise<Engine> {
  const pages = (ENGINE_BYTES + MEMORY_BYTES) / PAGE_BYTES
  const wasmMemory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  return newQuickJSWASMModuleFromVariant(newVariant(releaseSync, { wasmModule, wasmMemory }))
}

export interface EnginePool {
  of(code: string): Promise<Engine>
  discard(code: string): void
}

/**
 * Engines by the code that they run. The module is compiled once; an instance is shared only by runs of the same code,
 * so that a fault in the engine exposes nobody else's events.
 */
export function createEnginePool(): EnginePool {
  const engines = new Map<string, Promise<Engine>>()
  return {
    of(code) {
      const engine = engines.get(code) ?? createEngine()
      engines.delete(code)
      engines.set(code, engine) // now the last in the order of the map, which is the order of use
      const [longestUnused] = engines.keys()
      if (engines.size > KEPT && longestUnused !== undefined) engines.delete(longestUnused)
      return engine
    },
    discard: (code) => void engines.delete(code),
  }
}
