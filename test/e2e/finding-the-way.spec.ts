import { expect } from '@playwright/test'
import { api, newDocument, signIn, signUp, team, textOf } from './people.ts'
import { test } from './test.ts'

test('signing in leads back to the page that was wanted', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { email } = (await api(ada, 'GET', '/me')).principal
  await ada.context.clearCookies()
  await page.goto('/settings/members?from=mail')
  await signIn(page, email)
  await expect(page).toHaveURL(/\/settings\/members\?from=mail$/)
})

test('on a phone the side bar is a dialog: it has the focus, and Escape closes it', async ({ browser }) => {
  const { page } = await signUp(browser, 'Ada')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/')
  // Its scripts have loaded: before that, a press would have no effect.
  await expect(page.getByRole('heading', { name: 'Write the first document' })).toBeVisible()
  const button = page.getByRole('button', { name: 'Open the side bar' })
  await button.click()
  const drawer = page.getByRole('dialog', { name: 'Side bar' })
  await expect(drawer.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(button).toBeFocused()
  await button.click()
  await drawer.getByRole('link', { name: 'Trash' }).click()
  await expect(drawer).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Trash', level: 1 })).toBeVisible()
  // Turning the phone brings the page back, and does not leave it inert behind an invisible side bar.
  await button.click()
  await page.setViewportSize({ width: 844, height: 390 })
  await expect(page.getByRole('heading', { name: 'Trash', level: 1 })).toBeVisible()
})

test('a trashed document leaves the side bar of others at once, and its restoring is announced by name', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Press kit')
  await jonas.page.goto(url)
  await expect(textOf(jonas.page)).toBeVisible()
  const row = jonas.page
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('link', { name: 'Press kit' })
  await expect(row).toBeVisible()
  await api(ada, 'DELETE', `/documents/${url.split('/').at(-1)}`)
  await expect(jonas.page.getByText('This document is in the trash.')).toBeVisible()
  // Sooner than the side bar refreshes by itself.
  await expect(row).toBeHidden({ timeout: 10_000 })
  await jonas.page.getByRole('button', { name: 'Restore' }).click()
  await expect(jonas.page.getByText('“Press kit” is back.')).toBeVisible()
})

test('on a slow network a navigation shows at once, and the side bar stays as it is', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const handbook = await api(ada, 'POST', '/documents', { title: 'Handbook' })
  await api(ada, 'POST', '/documents', { title: 'Holidays', parentId: handbook.id })
  await page.goto('/')
  const tree = page.getByRole('navigation', { name: 'Workspace' })
  await tree.getByRole('button', { name: 'Fold Handbook', exact: true }).click()
  await page.waitForLoadState('networkidle')
  let answer = () => {}
  const answered = new Promise<void>((done) => {
    answer = done
  })
  await page.route(/_rsc=/, async (route) => {
    if (!route.request().headers()['next-router-prefetch']) await answered
    await route.continue()
  })
  await tree.getByRole('link', { name: 'Handbook' }).click()
  await expect(page.getByRole('status', { name: 'Loading the document' })).toContainText('Handbook')
  await expect(tree.getByRole('button', { name: 'Unfold' })).toBeVisible()
  answer()
  await expect(textOf(page)).toBeEditable()
  await expect(tree.getByRole('button', { name: 'Unfold' })).toBeVisible()
})

test('a document that does not exist is not called “Untitled”', async ({ browser }) => {
  const { page } = await signUp(browser, 'Ada')
  await page.goto('/d/00000000-0000-7000-8000-000000000000')
  await expect(page).toHaveTitle(/^There is nothing here/)
})

test('a title of one long word is no wider than the page while its document loads', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'W'.repeat(200) })
  await page.route(/\/tickets$/, () => {})
  await page.goto(`/d/${id}`)
  await expect(page.getByRole('status', { name: 'Loading the document' })).toContainText('WWW')
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
})

test('tabs are named after their content: the endpoint, or why a link leads nowhere', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const crm = { url: 'https://crm.invalid/', description: 'CRM', eventTypes: ['document.*'] }
  const { id } = await api(ada, 'POST', '/webhook-endpoints', crm)
  await page.goto(`/settings/webhooks/${id}`)
  await expect(page).toHaveTitle(/^CRM/)
  await page.getByRole('link', { name: 'All endpoints' }).click()
  await expect(page).toHaveTitle(/^Webhooks/)
  await page.goto('/s/nothing')
  await expect(page).toHaveTitle(/^This link doesn’t open a document/)
  await page.goto('/nothing-here')
  await expect(page).toHaveTitle(/^There is nothing here/)
})

test('a title with two blanks in a row, of which the tab shows one, blocks nothing', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Plan')
  await page.getByRole('textbox', { name: 'Title' }).fill('Plan  B')
  await expect(page).toHaveTitle(/^Plan B/)
  // The style that stops the page from scrolling under a dialog is inserted next to the title.
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('link', { name: 'All documents' }).click()
  await expect(page).toHaveTitle(/^Documents/)
})

test('the tab says why a link leads nowhere, even on a slow machine', async ({ page }) => {
  const chrome = await page.context().newCDPSession(page)
  await chrome.send('Emulation.setCPUThrottlingRate', { rate: 8 })
  await page.goto('/s/nothing')
  await expect(page.getByRole('heading', { name: 'This link doesn’t open a document' })).toBeVisible()
  // Wait until the page has nothing left to do.
  await page.evaluate(() => new Promise((done) => requestIdleCallback(done)))
  expect(await page.title()).toMatch(/^This link doesn’t open a document/)
})

test('a browser extension that renames tabs does not freeze a page that sets its own title', async ({
  page,
}) => {
  await page.addInitScript(() => {
    new MutationObserver(() => {
      if (document.title && !document.title.startsWith('1: ')) document.title = `1: ${document.title}`
    }).observe(document, { childList: true, characterData: true, subtree: true })
  })
  await page.goto('/s/nothing')
  await expect(page.getByRole('heading', { name: 'This link doesn’t open a document' })).toBeVisible()
  await expect(page).toHaveTitle(/^1: /)
})

test('a larger font size set in the browser takes effect', async ({ playwright, launchOptions, baseURL }) => {
  const args = [...(launchOptions.args ?? []), '--blink-settings=defaultFontSize=32']
  const browser = await playwright.chromium.launch({ ...launchOptions, args })
  const page = await browser.newPage()
  await page.goto(new URL('/sign-in', baseURL).href)
  await expect(page.getByLabel('E-mail')).toHaveCSS('font-size', /^(2[4-9]|3\d)/)
  await expect(page.getByText('E-mail', { exact: true })).toHaveCSS('font-size', /^2[4-9]/)
  await browser.close()
})

test('a new workspace leads to a first document and to inviting others; a guest may not see the members', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  await ada.page.goto('/')
  await ada.page.getByRole('link', { name: 'Invite others' }).click()
  await expect(ada.page.getByRole('heading', { name: 'Invitation links' })).toBeVisible()

  const { url } = await api(ada, 'POST', '/invitations', { role: 'guest' })
  const { page } = await signUp(browser, 'Priya', url)
  await page.goto('/')
  await expect(page.getByText('Nothing is shared with you yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Invite others' })).toHaveCount(0)
  await page.goto('/settings/members')
  await expect(page.getByText('Only members of the workspace see these settings.')).toBeVisible()
})

test('the add button does not move when its list has loaded', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await api(ada, 'POST', '/webhook-endpoints', { url: 'https://example.com/hook', eventTypes: ['*'] })
  let send = () => {}
  const held = new Promise<void>((done) => {
    send = done
  })
  await page.route('**/api/v1/webhook-endpoints*', async (route) => {
    await held
    await route.continue()
  })
  await page.goto('/settings/webhooks')
  const add = page.getByRole('button', { name: 'Add endpoint' })
  await expect(add).toBeVisible()
  const before = await add.boundingBox()
  send()
  await expect(page.getByRole('link', { name: 'example.com' })).toBeVisible()
  expect(await add.boundingBox()).toEqual(before)
})
