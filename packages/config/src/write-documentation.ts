/** `npm run docs`: writes the pages of docs/ that are made from the code. */
import { writeFileSync } from 'node:fs'
import { configurationPage } from './documentation.ts'

writeFileSync(new URL('../../../docs/configuration.md', import.meta.url), configurationPage())
