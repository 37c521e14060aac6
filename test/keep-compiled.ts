/** Vitest ends its processes before they have written down what they compiled, which others would have to compile again. */
import { flushCompileCache } from 'node:module'
import { afterAll } from 'vitest'

afterAll(() => flushCompileCache())
