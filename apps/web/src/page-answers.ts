/**
 * The answer for a page that could not be rendered because the database was away. Next.js only knows 500, which says
 * that something is broken. Monitors and other programs are to hear that it will pass, and when to try again.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'
import { isDatabaseAway } from '@quillwire/database'

const RETRY_AFTER_S = 5

export interface PageAnswers {
  /** The API, for pages to call. */
  ask(request: Request): Promise<Response>
  /** The same for what pages read from the database directly. */
  look<Found>(work: Promise<Found>): Promise<Found>
  /** Renders a page. If that fails, and something that the page asked for was unavailable, the answer is a 503. */
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
      // Every answer passes through here: where the page does not call it, Node does, with the status that was set.
      response.writeHead = (status: number, ...rest: never[]) => {
        const passes = status === 500 && page.lacks
        if (passes) response.setHeader('retry-after', RETRY_AFTER_S)
        return writeHead.call(response, passes ? 503 : status, ...rest)
      }
      return pages.run(page, work)
    },
  }
}
