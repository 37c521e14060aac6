/** A part of `npm run docs`. */
import { writeFileSync } from 'node:fs'
import { configurationPage } from './documentation.ts'

writeFileSync(new URL('../../../docs/configuration.md', import.meta.url), configurationPage())
