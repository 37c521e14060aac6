import { expect, test } from 'vitest'
import { letter } from './letter.ts'

test('both forms say the same, and a name in it is escaped', () => {
  const { text, html } = letter('The endpoint “<b>CRM</b>” & more:', {
    words: 'Look here:',
    below: 'https://docs.example.com/a?b=1&c="2"',
  })
  expect(text).toBe('The endpoint “<b>CRM</b>” & more:\n\nLook here:\n  https://docs.example.com/a?b=1&c="2"')
  expect(html).toContain('<p>The endpoint “&lt;b>CRM&lt;/b>” &amp; more:</p>')
  expect(html).toContain('<a href="https://docs.example.com/a?b=1&amp;c=&quot;2&quot;">')
})

test('text that is not a web address is not a link', () => {
  expect(letter({ words: 'It is this:', below: 'javascript:alert(1)' }).html).not.toContain('<a ')
})

test('a long address wraps at the window instead of widening the mail', () => {
  const below = `https://docs.example.com/reset-password#${'x'.repeat(100)}`
  expect(letter({ words: 'Here:', below }).html).toMatch(/^<div style="[^"]*overflow-wrap: anywhere/)
})
