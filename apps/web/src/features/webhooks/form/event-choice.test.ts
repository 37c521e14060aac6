import { describe, expect, it } from 'vitest'
import { chooseGroup, chooseType, groupState, resourceTitle } from './event-choice.ts'

const threads = ['comment.created', 'comment.updated', 'comment.deleted']

describe('a choice of events', () => {
  it('keeps the other types of a full resource when one is taken out', () => {
    expect(chooseType(['document.*', 'comment.*'], 'comment.updated', false, threads)).toEqual([
      'document.*',
      'comment.created',
      'comment.deleted',
    ])
  })

  it('is the whole resource again when the last one is put back', () => {
    const choice = ['comment.created', 'task.completed', 'comment.deleted']
    expect(chooseType(choice, 'comment.updated', true, threads)).toEqual(['task.completed', 'comment.*'])
  })

  it('adds and removes a single type', () => {
    expect(chooseType(['comment.created'], 'comment.deleted', true, threads)).toEqual([
      'comment.created',
      'comment.deleted',
    ])
    expect(chooseType(['comment.created'], 'comment.created', false, threads)).toEqual([])
  })

  it('adds and removes a whole resource', () => {
    expect(chooseGroup(['comment.created', 'task.completed'], 'comment', true)).toEqual([
      'task.completed',
      'comment.*',
    ])
    expect(chooseGroup(['comment.*', 'task.completed'], 'comment', false)).toEqual(['task.completed'])
  })

  it.each([
    [[], 'none'],
    [['task.completed'], 'none'],
    [['comment.created'], 'some'],
    [threads, 'all'],
    [['comment.*'], 'all'],
  ] as const)('of the comment events, %j has: %s', (choice, state) => {
    expect(groupState(choice, threads)).toBe(state)
  })
})

it.each([
  ['document', 'Documents'],
  ['share_link', 'Share links'],
  ['delivery', 'Deliveries'],
])('%s is shown as %s', (resource, title) => {
  expect(resourceTitle(resource)).toBe(title)
})
