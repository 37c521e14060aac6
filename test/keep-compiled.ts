/**
 * Vitest ends its processes before they have stored what they compiled, which others would then have to compile again.
 */
import { flushCompileCache } from 'node:module'
import { afterAll } from 'vitest'

afterAll(() => flushCompileCache())
