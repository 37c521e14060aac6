import { expect, test } from 'vitest'
import { renderTeams } from './teams.ts'
import { sampleOf } from './testing/sample-of.ts'

test('a save reads like this', () => {
  const message = JSON.parse(renderTeams(sampleOf('document.saved')).body)
  const { content, contentType } = message.attachments[0]
  expect(contentType).toBe('application/vnd.microsoft.card.adaptive')
  expect(content).toEqual({
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: 'Ada Lind edited Launch plan',
    msteams: { width: 'Full' },
    body: [
      {
        type: 'Container',
        style: 'accent',
        items: [
          {
            type: 'TextBlock',
            text: 'Ada Lind edited Launch plan',
            wrap: true,
            weight: 'Bolder',
            size: 'Medium',
          },
        ],
      },
      {
        type: 'TextBlock',
        text: '**Changed** The launch is in March. → The launch is on 3 March.',
        wrap: true,
      },
      { type: 'TextBlock', text: '**Added** Ask the printer for a proof', wrap: true },
      { type: 'FactSet', facts: [{ title: 'Words', value: '+7, −1, 418 in all' }] },
      {
        type: 'TextBlock',
        text: 'Lind & Weber / Marketing · {{DATE(2026-11-20T22:30:00Z, SHORT)}} {{TIME(2026-11-20T22:30:00Z)}}',
        wrap: true,
        isSubtle: true,
        size: 'Small',
      },
    ],
    actions: [
      {
        type: 'Action.OpenUrl',
        title: 'Open the document',
        url: 'https://docs.example.com/d/01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
      },
    ],
  })
})

test('what people write is no markup and mentions nobody', () => {
  const task = { id: 'c81e22aa', text: '<at>Ada</at> **now**\n[x](javascript:y) {{DATE(x)}}' }
  const { body } = JSON.parse(renderTeams(sampleOf('task.completed', { task })).body).attachments[0].content
  expect(body[1].text.replaceAll('\u200b', '·')).toBe(
    '<·at>Ada<·/at> ∗∗now∗∗\n\n[x]·(javascript:y) {·{DATE(x)}}',
  )
})

test.each([
  ['document.created', 'good'],
  ['document.deleted', 'attention'],
  ['thread.resolved', 'good'],
  ['endpoint.disabled', 'warning'],
] as const)('the colour of %s is that of %s news', (type, style) => {
  const [headline] = JSON.parse(renderTeams(sampleOf(type)).body).attachments[0].content.body
  expect(headline.style).toBe(style)
})
