/**
 * One run of an admin's function in QuickJS, which is compiled to WebAssembly: the code sees the language and the
 * event, and nothing of Node, the network or the file system. Each run has a runtime and a context of its own.
 */
import { type QuickJSContext, type QuickJSHandle, Scope } from 'quickjs-emscripten-core'
import { type CpuClock, cpuClock } from './cpu-clock.ts'
import {
  BROKEN,
  complaintOf,
  describeComplaint,
  FILE,
  TOO_DEEP,
  TOO_LONG,
  TOO_MUCH,
} from './describe-error.ts'
import type { Engine } from './engine.ts'
import { LOG_LINE_CHARACTERS, LOG_LINES, STACK_BYTES } from './limits.ts'
import { PRELUDE } from './prelude.ts'
import { type Returned, readReturned } from './transformed-request.ts'
import type { TransformationResult } from './transformer.ts'

export interface Job {
  code: string
  /** Null only to check whether the code is a function. */
  eventJson: string | null
}

const NO_FUNCTION =
  'The code must end with a function, such as (event) => ({ body: event }), or declare one named transform.'

/** Never throws. The engine of a run that did not succeed must be thrown away. */
export function runInSandbox(engine: Engine, job: Job): TransformationResult {
  const clock = cpuClock()
  const logs: string[] = []
  const end = (outcome: Returned): TransformationResult => ({ ...outcome, logs, cpuMs: clock.usedMs() })
  try {
    return end(run(engine, job, clock, logs))
  } catch (trap) {
    // No error of the admin's code comes through here: the engine itself has failed, most likely at its native stack.
    return end(refused(clock.isOver() ? TOO_LONG : trap instanceof RangeError ? TOO_DEEP : BROKEN))
  }
}

function run(engine: Engine, job: Job, clock: CpuClock, logs: string[]): Returned {
  const scope = new Scope() // not disposed after a failure: the whole engine goes then
  const runtime = scope.manage(engine.newRuntime())
  runtime.setMaxStackSize(STACK_BYTES)
  runtime.setInterruptHandler(() => clock.isOver())
  const context = scope.manage(runtime.newContext())
  const { parse, call, describe } = prepare(context, scope, logs)

  const fail = (thrown: QuickJSHandle): Returned => {
    if (clock.isOver()) return refused(TOO_LONG)
    const described = context.callFunction(describe, context.undefined, thrown)
    const complaint = complaintOf(described.error ? '' : context.getString(described.value))
    return refused(clock.isOver() ? TOO_LONG : describeComplaint(complaint))
  }

  const json = scope.manage(context.newString(job.eventJson ?? 'null'))
  const event = context.callFunction(parse, context.undefined, json)
  if (event.error) return fail(event.error)
  scope.manage(event.value)
  clock.start()

  const evaluated = context.evalCode(job.code, FILE)
  if (evaluated.error) return fail(evaluated.error)
  const transform = functionOf(context, scope.manage(evaluated.value), scope)
  if (!transform) return refused(NO_FUNCTION)
  if (job.eventJson === null) {
    scope.dispose()
    return { ok: true, request: null }
  }
  const returned = context.callFunction(call, context.undefined, transform, event.value)
  if (returned.error) return fail(returned.error)
  const written = context.getString(scope.manage(returned.value))
  if (written === '') return refused(TOO_MUCH) // there was no room to read it out
  const outcome = readReturned(written)
  if (outcome.ok) scope.dispose()
  return outcome
}

/** Runs the prelude, before the admin's code can change what it relies on. */
function prepare(context: QuickJSContext, scope: Scope, logs: string[]) {
  const writeLog = context.newFunction('writeLog', (line) => {
    if (logs.length < LOG_LINES) logs.push(shorten(context.getString(line)))
  })
  const prelude = context.unwrapResult(context.evalCode(PRELUDE, 'prelude.js'))
  const doors = context.unwrapResult(context.callFunction(prelude, context.undefined, writeLog))
  for (const handle of [writeLog, prelude, doors]) scope.manage(handle)
  return {
    parse: scope.manage(context.getProp(doors, 'parse')),
    call: scope.manage(context.getProp(doors, 'call')),
    describe: scope.manage(context.getProp(doors, 'describe')),
  }
}

/** The function that the code ends with, or else the one it calls `transform`. */
function functionOf(context: QuickJSContext, last: QuickJSHandle, scope: Scope): QuickJSHandle | null {
  if (context.typeof(last) === 'function') return last
  const named = context.evalCode(`typeof transform === 'function' ? transform : undefined`)
  if (named.error) return null
  const handle = scope.manage(named.value)
  return context.typeof(handle) === 'function' ? handle : null
}

function shorten(line: string): string {
  return line.length > LOG_LINE_CHARACTERS ? `${line.slice(0, LOG_LINE_CHARACTERS)}…` : line
}

function refused(error: string): Returned {
  return { ok: false, error }
}
