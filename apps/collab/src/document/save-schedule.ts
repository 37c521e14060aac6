/**
 * When a document is saved in the reader's sense: two seconds after the last edit, and every ten seconds while
 * somebody goes on typing. One timer per edited document; an edit only notes its time.
 */
import { atOnce } from './at-once.ts'

export interface SaveSchedule {
  /** Notes an edit, and how the document is saved from now on. */
  edited(documentId: string, save: () => Promise<void>): void
  /** Saves at once if a save is planned. Resolves when it is done, and also waits for one that runs already. */
  flush(documentId: string): Promise<void>
  flushAll(): Promise<void>
  /** Forgets the document: what is in memory must not be saved. */
  forget(documentId: string): void
}

const QUIET_MS = 2000
const AT_LATEST_MS = 10_000
/**
 * The first saves of documents that began together are spread over this time, and so are all later ones. After a
 * restart hundreds begin together, and all their saves in a row would hold up people who are typing.
 */
const SPREAD_MS = AT_LATEST_MS - QUIET_MS
const AT_ONCE = 3

interface Plan {
  save: () => Promise<void>
  latest: number
  lastEdit: number
  timer: NodeJS.Timeout | undefined
}

export function createSaveSchedule(): SaveSchedule {
  const plans = new Map<string, Plan>()
  /** When a document was last saved while somebody went on typing: the next save follows at a regular interval. */
  const steps = new Map<string, number>()
  const running = new Map<string, Promise<void>>()
  const inTurn = atOnce(AT_ONCE)

  function due(documentId: string, plan: Plan) {
    const now = performance.now()
    const at = Math.min(plan.lastEdit + QUIET_MS, plan.latest)
    if (now >= at) void run(documentId, plan)
    else plan.timer = setTimeout(() => due(documentId, plan), at - now)
  }

  async function run(documentId: string, plan: Plan): Promise<void> {
    clearTimeout(plan.timer)
    plans.delete(documentId)
    const now = performance.now()
    if (now - plan.lastEdit < QUIET_MS) steps.set(documentId, now)
    // Two saves of one document would wait for each other in the database anyway.
    const before = running.get(documentId)
    const work = (async () => {
      await before
      await inTurn(plan.save)
    })()
    running.set(documentId, work)
    await work
    if (running.get(documentId) === work) running.delete(documentId)
  }

  function latestFor(documentId: string, now: number): number {
    const step = steps.get(documentId)
    if (step !== undefined && now - step < QUIET_MS) return step + AT_LATEST_MS
    return now + AT_LATEST_MS - Math.random() * SPREAD_MS
  }

  return {
    edited(documentId, save) {
      const now = performance.now()
      const known = plans.get(documentId)
      if (known) {
        known.lastEdit = now
        // The document may have been closed and opened again since: the copy in memory before must not be saved.
        known.save = save
        return
      }
      const plan: Plan = { save, latest: latestFor(documentId, now), lastEdit: now, timer: undefined }
      plan.timer = setTimeout(() => due(documentId, plan), QUIET_MS)
      plans.set(documentId, plan)
    },
    async flush(documentId) {
      const plan = plans.get(documentId)
      if (plan) await run(documentId, plan)
      else await running.get(documentId)
      steps.delete(documentId)
    },
    async flushAll() {
      await Promise.all([...plans.keys(), ...running.keys()].map((documentId) => this.flush(documentId)))
    },
    forget(documentId) {
      clearTimeout(plans.get(documentId)?.timer)
      plans.delete(documentId)
      steps.delete(documentId)
    },
  }
}
