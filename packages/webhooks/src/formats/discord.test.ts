import type { EventEnvelope } from '@quillwire/events'
import { expect, test } from 'vitest'
import { renderDiscord } from './discord.ts'
import { document, sampleOf } from './testing/sample-of.ts'

test('a comment reads like this', () => {
  expect(JSON.parse(renderDiscord(sampleOf('comment.created')).body)).toEqual({
    embeds: [
      {
        title: 'Ada Lind commented on Launch plan',
        url: 'https://docs.example.com/d/01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
        description: '> The launch is on 3 March.\n\nIs the date confirmed with the printer?',
        color: 0x2f9e44,
        footer: { text: 'Lind & Weber / Marketing' },
        timestamp: '2026-11-20T22:30:00.000Z',
      },
    ],
    allowed_mentions: { parse: [] },
  })
})

test('a save reads like this', () => {
  const [embed] = JSON.parse(renderDiscord(sampleOf('document.saved')).body).embeds
  expect(embed).toMatchObject({
    description:
      '**Changed** The launch is in March. → The launch is on 3 March.\n**Added** Ask the printer for a proof',
    fields: [{ name: 'Words', value: '+7, −1, 418 in all', inline: true }],
  })
})

test.each(['http://docs:3000/d/1', 'http://localhost:3000/d/1', 'http://10.0.0.5/d/1', 'http://[::1]/d/1'])(
  'the address %s, which Discord refuses as a link of the title, stands in the text',
  (url) => {
    const created = sampleOf('document.created', { document: { ...document, url } })
    const [embed] = JSON.parse(renderDiscord(created).body).embeds
    expect(embed.url).toBeUndefined()
    expect(embed.description).toBe(`Open the document: <${url}>`)
  },
)

test('such an address has room, however long a comment is', () => {
  const comment = sampleOf('comment.created') as EventEnvelope<'comment.created'>
  const { data } = comment
  const long = {
    ...comment,
    data: {
      ...data,
      document: { ...document, url: 'http://docs:3000/d/1' },
      thread: { ...data.thread, quote: '*'.repeat(300) },
      comment: { ...data.comment, body: '*'.repeat(2000) },
    },
  }
  const { description } = JSON.parse(renderDiscord(long).body).embeds[0]
  expect(description).toMatch(/\*…\n\nOpen the document: <http:\/\/docs:3000\/d\/1>$/)
  expect(description.length).toBeLessThanOrEqual(4096)
})

test('the name of an emoji stays text, and so does a time', () => {
  const comment = sampleOf('comment.created') as EventEnvelope<'comment.created'>
  const { data } = comment
  const body = ':tada::+1: :wave::skin-tone-2: :piñata: :日本: at 10:30:45, https://x.test/:tada:/ and a:b'
  const { title, description } = JSON.parse(
    renderDiscord({
      ...comment,
      data: {
        ...data,
        document: { ...document, title: 'Launch :tada:' },
        comment: { ...data.comment, body },
      },
    }).body,
  ).embeds[0]
  expect(title).toBe('Ada Lind commented on Launch \\:tada:')
  expect(description).toContain(
    '\\:tada:\\:+1: \\:wave:\\:skin-tone-2: \\:piñata: \\:日本: at 10\\:30:45, https://x.test/:tada:/ and a:b',
  )
})
