/** Who may do what to a thread, and that it is found only through its own document. */
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { requirePerson } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { createDocument } from '../documents/create-document.ts'
import { createShareLink } from '../sharing/create-share-link.ts'
import { setGeneralAccess } from '../sharing/set-general-access.ts'
import { shareWithPerson } from '../sharing/share-with-person.ts'
import { testWorkspace } from '../testing/test-workspace.ts'
import { anchorThread } from './anchor-thread.ts'
import { commentOnDocument } from './comment-on-document.ts'
import { deleteComment } from './delete-comment.ts'
import { deleteThread } from './delete-thread.ts'
import { editComment } from './edit-comment.ts'
import { getThread } from './get-thread.ts'
import { listThreads } from './list-threads.ts'
import { replyToThread } from './reply-to-thread.ts'
import { reopenThread, resolveThread } from './resolve-thread.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { owner: ada } = workspace
const jonas = await workspace.person('Jonas')
const mia = await workspace.person('Mia')
let documentId: string
/** A thread that Ada started and Jonas has answered in. */
let threadId: string
let first: string
let answer: string

beforeEach(async () => {
  documentId = await createDocument(ada, { markdown: 'Text' })
  await setGeneralAccess(ada, { documentId, role: 'commenter' })
  const thread = await commentOnDocument(ada, { documentId, body: 'True?' })
  threadId = thread.id
  first = thread.comments[0]?.id ?? ''
  answer = (await replyToThread(jonas, { documentId, threadId, body: 'Yes' })).id
})

const bodies = async (who = ada) =>
  (await listThreads(who, { documentId })).map(({ comments }) => comments.map(({ body }) => body))
const newsOf = async () => (await workspace.eventsOf(documentId)).map(({ type }) => type)
/** Everything that can be done to the thread, with this document named as its own. */
const doors = (who: Context, document = documentId) => {
  const thread = { documentId: document, threadId }
  return [
    () => replyToThread(who, { ...thread, body: 'x' }),
    () => resolveThread(who, thread),
    () => reopenThread(who, thread),
    () => anchorThread(who, { ...thread, anchor: { start: 'AAEHZGVmYXVsdAA=', end: 'AAEHZGVmYXVsdAA=' } }),
    () => editComment(who, { ...thread, commentId: answer, body: 'x' }),
    () => deleteComment(who, { ...thread, commentId: answer }),
    () => deleteThread(who, thread),
  ]
}

test('a viewer can read threads and change nothing', async () => {
  await shareWithPerson(ada, { documentId, userId: requirePerson(mia.principal).id, role: 'viewer' })
  expect(await bodies(mia)).toEqual([['True?', 'Yes']])
  for (const door of [...doors(mia), () => commentOnDocument(mia, { documentId, body: 'x' })])
    await expect(door()).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await bodies()).toEqual([['True?', 'Yes']])
})

test('a person who may not see the document sees none of its threads', async () => {
  await setGeneralAccess(ada, { documentId, role: null })
  for (const door of [...doors(mia), () => listThreads(mia, { documentId })])
    await expect(door()).rejects.toMatchObject({ code: 'document_not_found' })
})

test('a thread of another document is not found, whatever one may do in this one', async () => {
  const own = await createDocument(mia, { markdown: 'Hers' })
  for (const door of doors(mia, own)) await expect(door()).rejects.toMatchObject({ code: 'thread_not_found' })
  expect(await listThreads(mia, { documentId: own })).toEqual([])
  expect(await bodies()).toEqual([['True?', 'Yes']])
})

test('a comment is changed by its writer, and deleted by them or an editor', async () => {
  const thread = { documentId, threadId }
  const notOwn = { code: 'not_own_comment' }
  await expect(editComment(ada, { ...thread, commentId: answer, body: 'No' })).rejects.toMatchObject(notOwn)
  for (const commentId of [first, answer])
    await expect(deleteComment(mia, { ...thread, commentId })).rejects.toMatchObject(notOwn)
  await expect(deleteThread(jonas, thread)).rejects.toMatchObject(notOwn)
  await editComment(jonas, { ...thread, commentId: answer, body: 'Yes' })
  expect(await newsOf()).not.toContain('comment.updated')
  await editComment(jonas, { ...thread, commentId: answer, body: 'Yes!' })
  expect(await bodies()).toEqual([['True?', 'Yes!']])
  await deleteComment(ada, { ...thread, commentId: answer, unlessAnswered: true })
  expect(await bodies()).toEqual([['True?']])
  await expect(editComment(jonas, { ...thread, commentId: answer, body: 'x' })).rejects.toMatchObject({
    code: 'comment_not_found',
  })
})

test('visitors cannot change what a visitor wrote, since they have no identity', async () => {
  const { id } = await createShareLink(ada, { documentId, role: 'commenter' })
  const visitor: Context = { ...ada, principal: { type: 'guest', name: 'Guest', shareLinkIds: [id] } }
  const { id: commentId } = await replyToThread(visitor, { documentId, threadId, body: 'Hm' })
  for (const door of [editComment, deleteComment])
    await expect(door(visitor, { documentId, threadId, commentId, body: 'x' })).rejects.toMatchObject({
      code: 'not_own_comment',
    })
})

test('a thread resolved by two at once is resolved once, and an answer reopens it', async () => {
  const thread = { documentId, threadId }
  await Promise.all([ada, jonas, mia].map((who) => resolveThread(who, thread)))
  expect((await newsOf()).filter((type) => type === 'thread.resolved')).toHaveLength(1)
  await replyToThread(mia, { ...thread, body: 'Still?' })
  expect(await listThreads(ada, { documentId })).toMatchObject([{ resolvedAt: null, resolvedBy: null }])
  expect((await newsOf()).filter((type) => type === 'thread.reopened')).toHaveLength(1)
})

test('an answer comes after what it answers even if its server’s clock is behind, so the first comment stays first', async () => {
  const hourAgo = new Date(Date.now() - 3_600_000)
  vi.useFakeTimers({ toFake: ['Date'], now: hourAgo })
  onTestFinished(() => void vi.useRealTimers())
  const { id: commentId } = await replyToThread(mia, { documentId, threadId, body: 'No' })
  vi.useRealTimers()
  await replyToThread(jonas, { documentId, threadId, body: 'Why?' })
  expect(await bodies()).toEqual([['True?', 'Yes', 'No', 'Why?']])
  await deleteComment(mia, { documentId, threadId, commentId })
  expect(await bodies()).toEqual([['True?', 'Yes', 'Why?']])
})

test('two threads change independently, and every change to a comment is recorded', async () => {
  const { id: other, comments } = await commentOnDocument(jonas, { documentId, body: 'Also?' })
  const thread = { documentId, threadId: other }
  const { id: commentId } = await replyToThread(mia, { ...thread, body: 'No' })
  await editComment(mia, { ...thread, commentId, body: 'No!' })
  expect(await bodies()).toEqual([
    ['True?', 'Yes'],
    ['Also?', 'No!'],
  ])
  await resolveThread(mia, thread)
  expect((await listThreads(ada, { documentId })).map(({ resolvedAt }) => resolvedAt !== null)).toEqual([
    false,
    true,
  ])
  await deleteComment(mia, { ...thread, commentId })
  expect(await bodies()).toEqual([['True?', 'Yes'], ['Also?']])
  await deleteThread(jonas, thread)
  expect(await bodies()).toEqual([['True?', 'Yes']])
  const news = await workspace.eventsOf(documentId)
  const of = { thread: { id: other }, comment: { id: commentId, author: { name: 'Mia' } } }
  expect(news.filter(({ data }) => JSON.stringify(data).includes(other))).toMatchObject([
    { type: 'comment.created', data: { comment: { id: comments[0]?.id, body: 'Also?' }, reply: false } },
    { type: 'comment.created', data: { ...of, reply: true } },
    { type: 'comment.updated', data: { ...of, previousBody: 'No' } },
    { type: 'thread.resolved', data: { thread: { id: other } } },
    { type: 'comment.deleted', data: of },
    { type: 'comment.deleted', data: { comment: { id: comments[0]?.id } } },
  ])
})

test('resolving a thread that another resolves at the same moment does nothing', async () => {
  const other = await database.pool.connect()
  await other.query('BEGIN')
  await other.query('SELECT FROM threads WHERE id = $1 FOR UPDATE', [threadId])
  const resolving = resolveThread(jonas, { documentId, threadId })
  await vi.waitFor(async () => {
    const { rows } = await database.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    )
    expect(rows).toHaveLength(1)
  })
  await other.query('UPDATE threads SET resolved_at = now() WHERE id = $1', [threadId])
  await other.query('COMMIT')
  other.release()
  await resolving
  expect(await newsOf()).not.toContain('thread.resolved')
})

test('a change that waits for a thread while the right is taken away is refused', async () => {
  const doorNames = ['reply', 'resolve', 'edit', 'delete']
  for (const [index, door] of [0, 1, 4, 5].entries()) {
    await setGeneralAccess(ada, { documentId, role: 'commenter' })
    const { tx, commit } = await openTransaction(database)
    await tx.query('SELECT FROM threads WHERE id = $1 FOR UPDATE', [threadId])
    const change = doors(jonas)
      [door]?.()
      .then(
        () => 'done',
        ({ code }) => code,
      )
    await somebodyWaits(database)
    await setGeneralAccess(ada, { documentId, role: 'viewer' })
    await commit()
    expect([doorNames[index], await change]).toEqual([doorNames[index], 'may_not_comment'])
  }
  expect(await bodies()).toEqual([['True?', 'Yes']])
})

test('a comment is neither empty nor too long', async () => {
  const thread = { documentId, threadId }
  await expect(replyToThread(mia, { ...thread, body: ' \n ' })).rejects.toMatchObject({
    code: 'comment_empty',
  })
  await expect(replyToThread(mia, { ...thread, body: 'x'.repeat(10_001) })).rejects.toMatchObject({
    code: 'comment_too_long',
  })
  await replyToThread(mia, { ...thread, body: `  ${'x'.repeat(10_000)}\n` })
})

test('a single thread reads as in the list, for those who may read the document, and only through its own document', async () => {
  const [listed] = await listThreads(jonas, { documentId })
  expect(await getThread(jonas, { documentId, threadId })).toEqual(listed)
  const other = await createDocument(ada, {})
  await expect(getThread(ada, { documentId: other, threadId })).rejects.toMatchObject({
    code: 'thread_not_found',
  })
  await setGeneralAccess(ada, { documentId, role: null })
  await expect(getThread(mia, { documentId, threadId })).rejects.toMatchObject({ code: 'document_not_found' })
})

test('whoever has the document open is told which thread changed', async () => {
  const heard: (string | undefined)[] = []
  const listening = await database.listen('document_changed', (change) => {
    if (change.documentId === documentId && change.what === 'threads') heard.push(change.threadId)
  })
  const started = await commentOnDocument(ada, { documentId, body: 'And this?' })
  await resolveThread(ada, { documentId, threadId })
  await deleteThread(ada, { documentId, threadId })
  await expect.poll(() => heard).toEqual([started.id, threadId, threadId])
  listening.stop()
})
