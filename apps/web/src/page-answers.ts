/**
 * What a page is answered with that could not be made because the database was away. Next.js knows 500 alone, which says
 * that something is broken; who checks from outside, or asks by program, is to hear that it passes, and when to come again.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'
import { isDatabaseAway } from '@quillwire/database'

const RETRY_AFTER_S = 5

export interface PageAnswers {
  /** The API as pages ask it. */
  ask(request: Request): Promise<Response>
  /** The same for what they ask the database without it. */
  look<Found>(work: Promise<Found>): Promise<Found>
  /** Has a page made; its answer is a 503 where it failed, and what it asked for was not available. */
  make<Made>(response: ServerResponse, work: () => Made): Made
}

export function pageAnswers(api: (request: Request) => Response | Promise<Response>): PageAnswers {
  const pages = new AsyncLocalStorage<{ lacks: boolean }>()
  const noteLack = () => {
    const page = pages.getStore()
    if (page) page.lacks = true
  }
  return {
    async ask(request) {
      const answer = await api(request)
      if (answer.status === 503) noteLack()
      return answer
    },
    async look(work) {
      try {
        return await work
      } catch (error) {
        if (isDatabaseAway(error)) noteLack()
        throw error
      }
    },
    make(response, work) {
      const page = { lacks: false }
      const { writeHead } = response
      // Every answer comes through here, also where nobody calls it: Node does then, with the status that was set.
      response.writeHead = (status: number, ...rest: never[]) => {
        const passes = status === 500 && page.lacks
        if (passes) response.setHeader('retry-after', RETRY_AFTER_S)
        return writeHead.call(response, passes ? 503 : status, ...rest)
      }
      return pages.run(page, work)
    },
  }
}
