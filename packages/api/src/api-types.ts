import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from '@quillwire/core/context'
import type { Identified } from '@quillwire/core/identity/find-principal'

/** What the middleware knows by the time a route runs. */
export interface ApiEnv {
  /** Given to the API by its door. */
  Bindings: { requestId: string }
  Variables: {
    context: Context
    identified: Identified
  }
}

export type Api = OpenAPIHono<ApiEnv>

/** A value as JSON writes it: dates become ISO strings. */
export type Wire<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? Wire<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: Wire<Value[Key]> }
      : Value

/** Types a value by what `c.json` will write of it: `JSON.stringify` turns every Date into an ISO string. */
export function wire<Value>(value: Value): Wire<Value> {
  return value as Wire<Value>
}
