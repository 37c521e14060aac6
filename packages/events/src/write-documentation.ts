/** Part of `npm run docs`. */
import { writeFileSync } from 'node:fs'
import { eventsPage } from './documentation.ts'

writeFileSync(new URL('../../../docs/events.md', import.meta.url), eventsPage())
