import { expect, type Page } from '@playwright/test'
import { api, signUp } from './people.ts'
import { startReceiver } from './receiver.ts'
import { test } from './test.ts'

/** As many connections as a browser has to a server that speaks HTTP/1.1, for all its tabs together. */
const CONNECTIONS = 6

/** Has the page believe that another tab is in front of it, or no longer: Playwright's pages are all in sight. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden })
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: isHidden ? 'hidden' : 'visible',
    })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, hidden)
}

const rowOf = (page: Page) => page.getByRole('row').filter({ hasText: 'document.created' })

test('however many tabs show deliveries, another page opens; and a tab that is seen again shows what came', async ({
  browser,
}) => {
  const receiver = await startReceiver()
  try {
    const ada = await signUp(browser, 'Ada')
    const { id } = await api(ada, 'POST', '/webhook-endpoints', {
      url: receiver.url,
      eventTypes: ['document.created'],
    })
    const tabs: Page[] = []
    for (let count = 0; count < CONNECTIONS; count++) {
      const tab = await ada.context.newPage()
      await tab.goto(`/settings/webhooks/${id}`)
      await expect(tab.getByText('Nothing sent yet')).toBeVisible()
      await setHidden(tab, true)
      tabs.push(tab)
    }
    await ada.page.goto('/')
    await expect(ada.page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()

    await api(ada, 'POST', '/documents', { title: 'Unseen' })
    const [first] = tabs
    if (!first) throw new Error('There is no tab.')
    await setHidden(first, false)
    await expect(rowOf(first)).toContainText('Delivered')
    await api(ada, 'POST', '/documents', { title: 'Seen' })
    await expect(rowOf(first)).toHaveCount(2)
  } finally {
    await receiver.close()
  }
})

test('deliveries are followed again after a proxy answered in the place of a server that started anew', async ({
  browser,
}) => {
  const receiver = await startReceiver()
  try {
    const ada = await signUp(browser, 'Ada')
    const { id } = await api(ada, 'POST', '/webhook-endpoints', {
      url: receiver.url,
      eventTypes: ['document.created'],
    })
    await ada.page.route('**/deliveries/stream', (route) => route.fulfill({ status: 502 }), { times: 1 })
    const followed = ada.page.waitForResponse(
      (response) => response.url().endsWith('/deliveries/stream') && response.ok(),
    )
    await ada.page.goto(`/settings/webhooks/${id}`)
    await expect(ada.page.getByText('Nothing sent yet')).toBeVisible()
    await followed
    await api(ada, 'POST', '/documents', { title: 'After the update' })
    await expect(rowOf(ada.page)).toContainText('Delivered')
  } finally {
    await receiver.close()
  }
})
