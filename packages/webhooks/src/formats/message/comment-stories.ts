import type { Actor, EventData } from '@quillwire/events'
import { cleanLine } from '../text/clean.ts'
import { textChange } from './change.ts'
import type { Stories } from './story.ts'
import { titleOf, who } from './wording.ts'

export const commentStories: Stories = {
  'comment.created': ({ actor, data }) => ({
    title: `${who(actor)} ${data.reply ? 'replied to a comment' : 'commented'} on ${titleOf(data.document)}`,
    tone: 'added',
    quote: data.thread.quote,
    text: data.comment.body,
  }),
  'comment.updated': ({ actor, data }) => ({
    title: `${who(actor)} edited ${whose(actor, data.comment)} on ${titleOf(data.document)}`,
    tone: 'changed',
    quote: data.thread.quote,
    changes: [
      textChange(cleanLine(data.previousBody) || '(empty)', cleanLine(data.comment.body) || '(empty)'),
    ],
  }),
  'comment.deleted': ({ actor, data }) => ({
    title: `${who(actor)} deleted ${whose(actor, data.comment)} on ${titleOf(data.document)}`,
    tone: 'removed',
    quote: data.thread.quote,
    text: data.comment.body,
  }),
  'thread.resolved': ({ actor, data }) => ({
    title: `${who(actor)} resolved a thread on ${titleOf(data.document)}`,
    tone: 'done',
    quote: data.thread.quote,
  }),
  'thread.reopened': ({ actor, data }) => ({
    title: `${who(actor)} reopened a thread on ${titleOf(data.document)}`,
    tone: 'attention',
    quote: data.thread.quote,
  }),
}

function whose(actor: Actor, { author }: EventData<'comment.deleted'>['comment']): string {
  const own = author.type === actor.type && author.id === actor.id && author.name === actor.name
  return own ? 'a comment' : `a comment by ${who(author)}`
}
