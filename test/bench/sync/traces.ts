/** Editing sessions as their writers typed them, from the folder of traces. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'

const FOLDER =
  process.env.TRACES ?? fileURLToPath(new URL('../../../../shared/data/traces/', import.meta.url))

/** The Y.Text that a trace is typed into. */
export const TRACE_TEXT = 'trace'

interface Transaction {
  parents?: number[]
  agent?: number
  patches: [position: number, deleted: number, inserted: string][]
}

export interface TraceUpdate {
  agent: number
  update: Uint8Array
  /** The indexes of the last updates of each other agent that this one builds on. */
  after: number[]
}

export interface Trace {
  name: string
  agents: number
  updates: TraceUpdate[]
  text: string
}

export function tracesExist(): boolean {
  return existsSync(FOLDER)
}

/** Types a session again, each writer in a Y.Doc that has received what the writer had seen. */
export function readTrace(name: string): Trace {
  const file = JSON.parse(gunzipSync(readFileSync(`${FOLDER}/${name}.json.gz`)).toString()) as {
    startContent?: string
    endContent: string
    numAgents?: number
    txns: Transaction[]
  }
  const agents = file.numAgents ?? 1
  const docs = Array.from({ length: agents }, (_, agent) => {
    const ydoc = new Y.Doc()
    ydoc.clientID = agent + 1
    return ydoc
  })
  const seen = docs.map(() => new Set<number>())
  const updates: TraceUpdate[] = []

  for (const [index, { agent = 0, parents = index > 0 ? [index - 1] : [], patches }] of file.txns.entries()) {
    const ydoc = docs[agent] as Y.Doc // there is one for each agent
    const known = seen[agent] as Set<number> // as above
    const missing: number[] = []
    for (const stack = [...parents]; stack.length > 0; ) {
      const parent = stack.pop() as number // the stack is not empty
      if (known.has(parent)) continue
      known.add(parent)
      missing.push(parent)
      stack.push(...(file.txns[parent]?.parents ?? (parent > 0 ? [parent - 1] : [])))
    }
    missing.sort((one, other) => one - other)
    for (const parent of missing) Y.applyUpdate(ydoc, (updates[parent] as TraceUpdate).update)
    const made: Uint8Array[] = []
    const keep = (update: Uint8Array) => made.push(update)
    ydoc.on('update', keep)
    const text = ydoc.getText(TRACE_TEXT)
    ydoc.transact(() => {
      for (const [position, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(position, deleted)
        if (inserted) text.insert(position, inserted)
      }
    })
    ydoc.off('update', keep)
    known.add(index)
    updates.push({
      agent,
      update: made[0] ?? Uint8Array.of(0, 0),
      after: missing.length > 0 ? [Math.max(...missing)] : [],
    })
  }
  return { name, agents, updates, text: file.endContent }
}
