import { type Browser, expect, type Page } from '@playwright/test'
import { api, idOf, newDocument, type Person, selectStart, signUp, statusOf, textOf } from './people.ts'
import { startReceiver } from './receiver.ts'
import { startRefusingProxy } from './refusing-proxy.ts'
import { test } from './test.ts'

/** How many connections a browser has to an HTTP/1.1 server, for all its tabs together. */
const CONNECTIONS = 6

/** Makes the page believe that it is hidden, or visible again: to Playwright all pages are visible. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden })
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: isHidden ? 'hidden' : 'visible',
    })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, hidden)
  // A tab behind another draws once a second, and is clicked no faster.
  if (!hidden) await page.bringToFront()
}

const rowOf = (page: Page) => page.getByRole('row').filter({ hasText: 'document.created' })

test('however many tabs show deliveries, another page opens; and a tab that is shown again has what came', async ({
  browser,
}) => {
  const receiver = await startReceiver()
  try {
    const { ada, deliveries } = await adminOf(browser, receiver.url)
    const tabs: Page[] = []
    for (let count = 0; count < CONNECTIONS; count++) {
      const tab = await ada.context.newPage()
      await tab.goto(deliveries)
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

test('deliveries are followed again after a proxy answered for a server that was restarting', async ({
  browser,
}) => {
  const receiver = await startReceiver()
  try {
    const { ada, deliveries } = await adminOf(browser, receiver.url)
    await ada.page.route('**/deliveries/stream', (route) => route.fulfill({ status: 502 }), { times: 1 })
    const followed = ada.page.waitForResponse(
      (response) => response.url().endsWith('/deliveries/stream') && response.ok(),
    )
    await ada.page.goto(deliveries)
    await expect(ada.page.getByText('Nothing sent yet')).toBeVisible()
    await followed
    await api(ada, 'POST', '/documents', { title: 'After the update' })
    await expect(rowOf(ada.page)).toContainText('Delivered')
  } finally {
    await receiver.close()
  }
})

test('however many tabs have documents over HTTP, another opens; and one that is shown again can be edited', async ({
  browser,
  baseURL,
}) => {
  const proxy = await startRefusingProxy(baseURL ?? '')
  try {
    const ada = await signUp(browser, 'Ada', undefined, { baseURL: proxy.url })
    const tabs: Page[] = []
    for (let count = 0; count < CONNECTIONS - 1; count++) {
      const tab = await openNew(ada, `Unseen ${count}`)
      await expect(tab.getByTestId('transport')).toHaveText('over HTTP')
      await expect(statusOf(tab)).toContainText('Saved')
      tabs.push(tab)
    }
    for (const tab of tabs) await setHidden(tab, true)
    // Connections stay for a while, in case the tab is soon shown again.
    const another = await openNew(ada, 'Seen')
    await expect(another.getByTestId('transport')).toHaveText('over HTTP')
    await expect(statusOf(another)).toContainText('Saved')
    await ada.page.goto('/')
    await expect(ada.page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()

    const [first] = tabs
    if (!first) throw new Error('There is no tab.')
    await setHidden(first, false)
    await textOf(first).click()
    await first.keyboard.type('Back again.')
    await expect(statusOf(first)).toContainText('Saved')
    await first.reload()
    await expect(textOf(first)).toContainText('Back again.')
  } finally {
    await proxy.close()
  }
})

test('a deleted comment is gone for others too, even if its tab is hidden right away', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.clock.install()
  const threads = `/documents/${idOf(await newDocument(ada, 'Left behind'))}/threads`
  await textOf(page).click()
  await page.keyboard.type('Hello there')
  await selectStart(page, 5)
  await page.getByRole('toolbar', { name: 'Selected text' }).getByRole('button', { name: 'Comment' }).click()
  await page.getByLabel('Write a comment').fill('Why?')
  await page
    .getByRole('complementary', { name: 'Comments' })
    .getByRole('button', { name: 'Comment', exact: true })
    .click()
  await page.getByRole('button', { name: 'Actions for the comment' }).click()
  await page.getByRole('menuitem', { name: 'Delete the thread' }).click()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await setHidden(page, true)
  await page.clock.fastForward('00:05')
  await expect.poll(async () => (await api(ada, 'GET', threads)).items).toEqual([])
  await setHidden(page, false)
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
})

test('signing out beside a frozen tab completes, and nothing stays on the device', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const frozen = await ada.context.newPage()
  await newDocument({ ...ada, page: frozen }, 'In ice')
  await ada.page.goto('/')
  // The browser freezes no visible tab, as Playwright's all are. Pausing it in the debugger has the same effect.
  const chrome = await ada.context.newCDPSession(frozen)
  const standsStill = new Promise((done) => {
    chrome.once('Debugger.paused', done)
  })
  await chrome.send('Debugger.enable')
  await chrome.send('Debugger.pause')
  await standsStill
  // A tab behind another draws once a second, and is clicked no faster.
  await ada.page.bringToFront()
  await ada.page.getByRole('button', { name: 'Your account' }).click()
  await ada.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(ada.page).toHaveURL(/\/sign-in/)
  await chrome.send('Debugger.disable')
  const copies = async () => (await indexedDB.databases()).map(({ name }) => name)
  await expect.poll(() => ada.page.evaluate(copies)).toEqual([])
})

/** A person with an endpoint for new documents, on the page of its deliveries. */
async function adminOf(browser: Browser, receiverUrl: string) {
  const ada = await signUp(browser, 'Ada')
  const { id } = await api(ada, 'POST', '/webhook-endpoints', {
    url: receiverUrl,
    eventTypes: ['document.created'],
  })
  return { ada, deliveries: `/settings/webhooks/${id}` }
}

/** A new document in a new tab, which knows that no WebSocket gets through. Half a minute lasts four seconds there. */
async function openNew(person: Person, title: string): Promise<Page> {
  const { id } = await api(person, 'POST', '/documents', { title })
  const tab = await person.context.newPage()
  await tab.addInitScript(() => {
    sessionStorage.setItem('quillwire.transport', 'http')
    const { setTimeout } = window
    const sooner = (act: () => void, ms: number) => setTimeout(act, ms === 30_000 ? 4000 : ms)
    Object.assign(window, { setTimeout: sooner })
  })
  await tab.goto(`/d/${id}`)
  return tab
}
