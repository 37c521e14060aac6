/**
 * Playwright's `test`. Fails if a page had an uncaught error, or one that took a part of it down. Closes the windows
 * that a test opened: left open, they would go on sending requests and drawing.
 */
import { type Browser, test as base, expect } from '@playwright/test'

export const test = base.extend<{ windows: undefined; pagesFail: boolean }>({
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
