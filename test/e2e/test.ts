/**
 * Playwright's `test`. No page may meet an error that nobody caught, or that took a part of it down. Closes the windows
 * that a test opened: what stays open goes on asking the server and drawing.
 */
import { type Browser, test as base, expect } from '@playwright/test'

export const test = base.extend<{ windows: undefined; pagesFail: boolean }>({
  /** The test is about pages that the server cannot make. */
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

/** Listens to every window that is opened from now on. */
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

/** React's name for a page that the server could not make. */
const NOT_MADE = /^(Error: )?Minified React error #441;/

/** What React's error boundaries caught. Answers of the server that a test is about are told as errors, too. */
const isFault = (text: string) => /^(\w*Error: (?!Failed to fetch)|Minified React error)/.test(text)
