import type { EventEnvelope } from '@quillwire/events'
import { expect, test } from 'vitest'
import { renderGoogleChat } from './google-chat.ts'
import { sampleOf } from './testing/sample-of.ts'

test('a comment reads like this', () => {
  expect(JSON.parse(renderGoogleChat(sampleOf('comment.created')).body)).toEqual({
    text: 'Ada Lind commented on Launch plan',
    cardsV2: [
      {
        cardId: 'evt_01998c3f01c87d208c1192e4f6a8b010',
        card: {
          sections: [
            {
              widgets: [
                { textParagraph: { text: '<i>“The launch is on 3 March.”</i>' } },
                { textParagraph: { text: 'Is the date confirmed with the printer?' } },
                {
                  textParagraph: {
                    text: '<font color="#5f6368">Lind &amp; Weber / Marketing · 20 November 2026 at 22:30 UTC</font>',
                  },
                },
                {
                  buttonList: {
                    buttons: [
                      {
                        text: 'Open the document',
                        onClick: {
                          openLink: {
                            url: 'https://docs.example.com/d/01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
                          },
                        },
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      },
    ],
  })
})

test('changes and facts of a save', () => {
  const { cardsV2 } = JSON.parse(renderGoogleChat(sampleOf('document.saved')).body)
  const [changes, words] = cardsV2[0].card.sections[0].widgets
  expect(changes.textParagraph.text).toBe(
    '<b>Changed</b> The launch is in March. → The launch is on 3 March.<br><b>Added</b> Ask the printer for a proof',
  )
  expect(words.decoratedText).toEqual({ topLabel: 'Words', text: '+7, −1, 418 in all', wrapText: true })
})

test('a comment keeps its lines', () => {
  const { data } = sampleOf('comment.created') as EventEnvelope<'comment.created'>
  const comment = { ...data.comment, body: 'a\n<b>' }
  const { cardsV2 } = JSON.parse(renderGoogleChat(sampleOf('comment.created', { comment })).body)
  expect(cardsV2[0].card.sections[0].widgets[1].textParagraph.text).toBe('a<br>&lt;b&gt;')
})
