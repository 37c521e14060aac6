import { expect, test } from 'vitest'
import { renderMattermost } from './mattermost.ts'
import { sampleOf } from './testing/sample-of.ts'

test('a comment reads like this', () => {
  expect(JSON.parse(renderMattermost(sampleOf('comment.created')).body)).toEqual({
    attachments: [
      {
        fallback: 'Ada Lind commented on Launch plan: Is the date confirmed with the printer?',
        color: '#2f9e44',
        title: 'Ada Lind commented on Launch plan',
        title_link: 'https://docs.example.com/d/01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
        text: '> The launch is on 3 March.\n\nIs the date confirmed with the printer?',
        footer: 'Lind & Weber / Marketing · 20 November 2026 at 22:30 UTC',
      },
    ],
  })
})

test('a change of roles reads like this', () => {
  const [attachment] = JSON.parse(renderMattermost(sampleOf('member.role_changed')).body).attachments
  expect(attachment).toMatchObject({
    title: 'Ada Lind changed the role of Jonas Weber',
    fields: [{ title: 'Role', value: 'Member → Admin', short: true }],
  })
  expect(attachment.title_link).toBeUndefined()
})
