import { expect, test } from 'vitest'
import { renderSlack } from './slack.ts'
import { sampleOf } from './testing/sample-of.ts'

const context = {
  type: 'context',
  elements: [
    {
      type: 'mrkdwn',
      text: '<https://docs.example.com/d/01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11|Open the document>',
      verbatim: true,
    },
    { type: 'mrkdwn', text: 'Lind &amp; Weber / Marketing', verbatim: true },
    {
      type: 'mrkdwn',
      text: '<!date^1795213800^{date_short_pretty} {time}|20 November 2026 at 22:30 UTC>',
      verbatim: true,
    },
  ],
}

test('a comment reads like this', () => {
  expect(JSON.parse(renderSlack(sampleOf('comment.created')).body)).toEqual({
    text: 'Ada Lind commented on Launch plan: Is the date confirmed with the printer?',
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: 'Ada Lind commented on Launch plan', emoji: false },
      },
      { type: 'section', text: { type: 'mrkdwn', text: '> The launch is on 3 March.', verbatim: true } },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: 'Is the date confirmed with the printer?', verbatim: true },
      },
      context,
    ],
  })
})

test('a save reads like this', () => {
  expect(JSON.parse(renderSlack(sampleOf('document.saved', { moreBlocks: 3 })).body).blocks).toEqual([
    { type: 'header', text: { type: 'plain_text', text: 'Ada Lind edited Launch plan', emoji: false } },
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: '*Changed* The launch is in March. → The launch is on 3 March.\n*Added* Ask the printer for a proof\nand 3 more changes',
        verbatim: true,
      },
    },
    { type: 'section', fields: [{ type: 'mrkdwn', text: '*Words*\n+7, −1, 418 in all', verbatim: true }] },
    context,
  ])
})

test('what people write is no markup, and their addresses can be followed', () => {
  const task = { id: 'c81e22aa', text: '<!channel> *now* & https://x.test/?a=1&b=2.\n> really' }
  const { blocks } = JSON.parse(renderSlack(sampleOf('task.completed', { task })).body)
  expect(blocks[1].text.text).toBe(
    '&lt;!channel&gt; ∗now∗ &amp; <https://x.test/?a=1&amp;b=2>.\n\u200b&gt; really',
  )
})
