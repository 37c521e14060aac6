/**
 * What stands in the sandbox before the admin's code: `console`, and the functions by which the outside calls that code
 * and reads its result. It runs inside QuickJS, so it is text.
 *
 * Values cross the border only as JSON text that is written in here: getters and `toJSON` of a returned object then run
 * under the same limits as the rest. The prelude takes what it needs before the admin's code can replace it.
 */
export const PRELUDE = `
(writeLog) => {
  'use strict'
  const { parse, stringify } = JSON
  const { isArray } = Array
  const text = String

  const shown = (value) => {
    try {
      return typeof value === 'string' ? value : (stringify(value) ?? text(value))
    } catch {
      return text(value)
    }
  }
  const log = (...values) => {
    let line = ''
    for (let i = 0; i < values.length; i++) line += (i ? ' ' : '') + shown(values[i])
    writeLog(line)
  }
  globalThis.console = { log, info: log, warn: log, error: log, debug: log }

  // Given up when all memory is used, so that there is some to say so.
  let reserve = new Uint8Array(65536)

  const kind = (value) => {
    if (value === null || value === undefined) return 'nothing'
    if (typeof value !== 'object') return typeof value
    if (isArray(value)) return 'array'
    if (typeof value.then === 'function') return 'promise'
    return typeof value.next === 'function' ? 'generator' : 'object'
  }
  // JSON leaves these out without a word; null stands out when the shape is checked.
  const nothingLeftOut = (_key, value) =>
    typeof value === 'function' || typeof value === 'symbol' ? null : value

  return {
    parse: (json) => parse(json),
    call(transform, event) {
      const returned = transform(event)
      const returnedKind = kind(returned)
      if (returnedKind !== 'object') return stringify({ kind: returnedKind })
      const { body, ...rest } = returned
      const bodyIsJson = body !== undefined && typeof body !== 'string'
      const written = bodyIsJson ? (stringify(body) ?? null) : body
      return stringify({ kind: 'object', request: { ...rest, body: written, bodyIsJson } }, nothingLeftOut)
    },
    describe(thrown) {
      reserve = undefined
      if (typeof thrown !== 'object' || thrown === null) return stringify({ message: shown(thrown) })
      const { name, message, stack } = thrown
      return stringify({
        name: name === undefined ? undefined : text(name),
        message: message === undefined ? shown(thrown) : text(message),
        stack: stack === undefined ? undefined : text(stack),
      })
    },
  }
}
`
