import { CODE_BYTES, EVENT_BYTES } from './limits.ts'
import type { Job } from './sandbox.ts'
import { type SandboxThread, startThread } from './start-thread.ts'
import type { TransformedRequest } from './transformed-request.ts'
import { createTurns } from './turns.ts'

export type TransformationResult =
  | { ok: true; request: TransformedRequest | null; logs: string[]; cpuMs: number }
  | { ok: false; error: string; logs: string[]; cpuMs: number }

export interface Transformer {
  /**
   * Calls the function with the event. Whatever is wrong with the code stands in the result; it rejects only where the
   * event cannot be written as JSON.
   *
   * @param whose who uses the sandbox: everybody gets the same time, so that one who asks for much waits longer
   * @param wanted asked when its turn has come, which takes a while where many wait
   */
  run(code: string, event: unknown, whose?: string, wanted?: () => boolean): Promise<TransformationResult>
  /** Runs the code to get its function, which is not called. */
  check(code: string, whose?: string): Promise<TransformationResult>
  /** Lets the run under way end; those that wait their turn fail. */
  close(): Promise<void>
}

/**
 * Costs nothing until the first run, which starts the thread. The thread takes jobs in turn, and is replaced if one of
 * them has killed it.
 *
 * @param onError told why no thread could be started; the callers learn only that there is none
 */
export function createTransformer(
  onError: (error: unknown) => void,
  start: () => Promise<SandboxThread> = startThread,
): Transformer {
  let thread: SandboxThread | undefined
  let closed = false
  const turns = createTurns()

  const runNow = async (job: Job): Promise<TransformationResult> => {
    if (closed) return failed('Quillwire is stopping.')
    if (Buffer.byteLength(job.code) > CODE_BYTES)
      return failed(`The code must not be longer than ${CODE_BYTES / 1024} KiB.`)
    if (job.eventJson !== null && Buffer.byteLength(job.eventJson) > EVENT_BYTES)
      return failed(
        `The event is larger than ${EVENT_BYTES / 1024 / 1024} MB, which is too much for a function.`,
      )
    try {
      if (!thread || thread.dead()) thread = await start()
    } catch (error) {
      onError(error)
      return failed('The sandbox for transformations could not be started.')
    }
    return thread.run(job)
  }

  const inTurn = (job: Job, whose = '', wanted = () => true) =>
    turns.take(whose, async () => (wanted() ? await runNow(job) : failed('Its turn came too late.')))

  return {
    run: async (code, event, whose, wanted) =>
      inTurn({ code, eventJson: JSON.stringify(event) ?? 'null' }, whose, wanted),
    check: (code, whose) => inTurn({ code, eventJson: null }, whose),
    async close() {
      closed = true
      await turns.done()
      await thread?.stop()
    },
  }
}

function failed(error: string): TransformationResult {
  return { ok: false, error, logs: [], cpuMs: 0 }
}
