/**
 * Playwright's `test`. Fails if a page had an uncaught error, or one that took a part of it down. Closes the windows
 * that a test opened: left open, they would go on sending requests and drawing.
 */
import { type Browser, test as base, expect } from '@playwright/test'
import { freePort } from '@quillwire/database/embedded'
import { type Product, READY_TIMEOUT_MS, startProduct } from './start-product.ts'

interface OfEachTest {
  windows: undefined
  pagesFail: boolean
}

interface OfEachWorker {
  product: Product
}

export const test = base.extend<OfEachTest, OfEachWorker>({
  /** That most tests use. Each worker has one to itself: a test may kill its programs, or hold its database. */
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use, { parallelIndex }) => {
      const mailPort = await freePort()
      const product = await startProduct(`product-${parallelIndex}`, {
        SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
      })
      process.env.E2E_PID = String(product.pid)
      // A test that reads mail listens on this port.
      process.env.E2E_MAIL_PORT = String(mailPort)
      await use(product)
      await product.stop()
    },
    { scope: 'worker', timeout: READY_TIMEOUT_MS },
  ],
  baseURL: ({ product }, use) => use(product.url),
  /** Set by tests of pages that the server cannot make. */
  pagesFail: [false, { option: true }],
  windows: [
    async ({ browser, pagesFail }, use) => {
      const { errors, stop } = watchPages(browser)
      await use(undefined)
      stop()
      await Promise.all(browser.contexts().map((context) => context.close()))
      expect(
        pagesFail ? errors.filter((error) => !NOT_MADE.test(error)) : errors,
        'errors of the pages',
      ).toEqual([])
    },
    { auto: true },
  ],
})

/** Collects the errors of every window that is opened from now on. */
function watchPages(browser: Browser) {
  const errors: string[] = []
  const { newContext } = browser
  browser.newContext = async (options) => {
    const context = await newContext.call(browser, options)
    context.on('weberror', (event) => void errors.push(String(event.error())))
    context.on('console', (message) => {
      if (message.type() === 'error' && isFault(message.text())) errors.push(message.text())
    })
    return context
  }
  const stop = () => {
    browser.newContext = newContext
  }
  return { errors, stop }
}

/** React's error for a page that the server could not make. */
const NOT_MADE = /^(Error: )?Minified React error #441;/

/** Errors that React's error boundaries caught. The console also reports as errors answers that a test is about. */
const isFault = (text: string) => /^(\w*Error: (?!Failed to fetch)|Minified React error)/.test(text)
