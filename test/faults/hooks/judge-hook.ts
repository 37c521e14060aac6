/** Checks what is promised about an incoming hook against the document, its threads, its log and its events. */
import type { Database } from '@quillwire/database'
import type { CallResult, TriedHook } from './tried-hook.ts'
import type { WrittenByProgram } from './written-by-programs.ts'

interface CallRow {
  id: string
  statusCode: number
  errorCode: string | null
  body: string
  written: string | null
}

/** Returns a sentence for each fault. `text` is that of the document in the end. */
export async function judgeHook(
  database: Database,
  hook: TriedHook,
  written: readonly WrittenByProgram[],
  text: string,
): Promise<string[]> {
  const { rows: log } = await database.query<CallRow>(
    `SELECT id, status_code AS "statusCode", error_code AS "errorCode", body, written
       FROM incoming_calls WHERE hook_id = $1::uuid`,
    [hook.id],
  )
  const { rows: comments } = await database.query<{ body: string }>(
    `SELECT body FROM comments WHERE author_type = 'integration' AND author_id = $1::uuid`,
    [hook.id],
  )
  const { rows: saves } = await database.query<{ data: string; moreBlocks: number }>(
    `SELECT data::text AS data, (data ->> 'moreBlocks')::int AS "moreBlocks" FROM events v
      WHERE type = 'document.saved'
        AND EXISTS (SELECT FROM json_array_elements(v.data -> 'editors') AS editor WHERE editor ->> 'id' = $1)`,
    [hook.id],
  )
  const problems: string[] = []

  for (const { word, results } of hook.messages) {
    const [inLog, inText] = [
      log.filter((call) => call.written !== null && call.body.includes(word)),
      written.filter(({ by, text }) => by === hook.id && text.includes(word)),
    ]
    const inThreads = comments.filter(({ body }) => body.includes(word))
    const taken = results.some(({ status }) => status === 200)
    if (inLog.length !== Number(taken))
      problems.push(
        `${word} was answered with ${statuses(results)}, and is logged as written ${inLog.length} times`,
      )
    // A template need not use what it was given.
    const isSaid = inLog.every((call) => call.written?.includes(word))
    // Only the difference is written to a section, so a word need not be written in one piece.
    const times = inText.length + inThreads.length
    if (isSaid && !hook.setsBlock && times !== Number(taken))
      problems.push(`${word} was answered with ${statuses(results)}, and was written ${times} times`)
    for (const { isFirst, isLast } of inText)
      if (!hook.setsBlock && !isFirst && !isLast) problems.push(`${word} was written in the middle`)
    // A save reports what changed since the last one. Typing delays it, and text replaced by then is in no save. Where
    // too many blocks changed, it reports only their number beyond the first ones.
    if (text.includes(word) && !saves.some(({ data, moreBlocks }) => moreBlocks > 0 || data.includes(word)))
      problems.push(`${word} is in no document.saved that names its hook`)
    problems.push(...judgeResults(hook, word, results, log))
  }
  return problems.map((problem) => `${hook.id}: ${problem}`)
}

function judgeResults(
  hook: TriedHook,
  word: string,
  results: readonly CallResult[],
  log: readonly CallRow[],
) {
  const problems: string[] = []
  const logged = log.filter(({ body }) => body.includes(word))
  const byCode = Map.groupBy(results, ({ code, repeated }) => (repeated ? 'repeated' : code))
  for (const [code, { length }] of byCode) {
    const count = logged.filter(({ errorCode }) => errorCode === (code ?? null)).length
    // Calls of an unknown hook, and most of those beyond the limit, are not logged.
    const isKnown = code !== 'hook_not_found' && code !== 'hook_rate_limited'
    if (isKnown ? count !== length : count > length)
      problems.push(
        `${word} was answered ${length} times with ${code ?? 'ok'}, and is logged so ${count} times`,
      )
  }
  const callIds = new Set(results.flatMap(({ callId }) => callId ?? []))
  if (callIds.size > 1) problems.push(`${word} was taken by ${callIds.size} calls`)
  for (const id of callIds)
    if (!log.some((call) => call.id === id && call.statusCode === 200))
      problems.push(`${word} is not logged as ${id}`)

  for (const { token, begun, ended, code, status } of results) {
    const life = hook.tokens.get(token)
    if (!life) continue
    if (status === 500) problems.push(`${word} was answered with ${status}`)
    if (begun > life.to && code !== 'hook_not_found')
      problems.push(`${word} was taken by a URL that had ended`)
    if (begun > life.from && ended < life.lastSure && code === 'hook_not_found')
      problems.push(`${word} was not taken by a URL that worked`)
  }
  return problems
}

const statuses = (results: readonly CallResult[]) =>
  results.map(({ status, code, repeated }) => code ?? (repeated ? 'repeated' : status)).join(', ')
