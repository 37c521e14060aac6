/** Playwright's `test`. Closes the windows that a test opened: what stays open goes on asking the server and drawing. */
import { test as base } from '@playwright/test'

export const test = base.extend<{ windows: undefined }>({
  windows: [
    async ({ browser }, use) => {
      await use(undefined)
      await Promise.all(browser.contexts().map((context) => context.close()))
    },
    { auto: true },
  ],
})
