import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventsPage } from './documentation.ts'

test('docs/events.md is current (else: npm run docs)', () => {
  const page = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8')
  expect(page).toBe(eventsPage())
})

test('every link on the page leads to a heading of it', () => {
  const page = eventsPage()
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll('.', '').replaceAll(' ', '-'),
  )
  for (const [, anchor] of page.matchAll(/\(#([^)]+)\)/g)) expect(headings).toContain(anchor)
})
