import { expect } from '@playwright/test'
import { invitationLink, newDocument, open, signUp, statusOf, textOf } from './people.ts'
import { startRefusingProxy } from './refusing-proxy.ts'
import { test } from './test.ts'

test('if WebSockets are blocked the editor works over HTTP, says so, and goes back when it can', async ({
  browser,
  baseURL,
}) => {
  const proxy = await startRefusingProxy(baseURL ?? '')
  try {
    const ada = await signUp(browser, 'Ada')
    const url = await newDocument(ada, 'Through the wall')
    const invitation = await invitationLink(ada)

    // Jonas is behind the proxy from his first page on.
    const jonas = await signUp(browser, 'Jonas', invitation, { baseURL: proxy.url })
    const { page } = jonas
    await open(jonas, new URL(url).pathname)
    await expect(page.getByTestId('transport')).toHaveText('over HTTP', { timeout: 20_000 })
    await expect(statusOf(page)).toContainText('Saved')
    expect(proxy.refused()).toBeGreaterThan(0)

    await textOf(page).click()
    await page.keyboard.type('From behind the wall. ')
    await expect(textOf(ada.page)).toHaveText('From behind the wall. ')
    await expect(statusOf(page)).toContainText('Saved')
    await textOf(ada.page).click()
    await ada.page.keyboard.press('End')
    await ada.page.keyboard.type('From outside. ')
    await expect(textOf(page)).toContainText('From outside.')

    proxy.letThrough()
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await expect(page.getByTestId('transport')).toHaveCount(0, { timeout: 20_000 })
    await textOf(page).click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('And back again.')
    await expect(statusOf(page)).toHaveText('Saved')
    await expect(textOf(ada.page)).toContainText('And back again.')
  } finally {
    await proxy.close()
  }
})
