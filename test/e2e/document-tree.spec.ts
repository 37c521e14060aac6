import { expect, type Locator, type Page } from '@playwright/test'
import { api, type Person, signUp } from './people.ts'
import { test } from './test.ts'

const treeOf = (page: Page): Locator => page.getByRole('navigation', { name: 'Workspace' })

async function create(person: Person, title: string, parentId: string | null = null): Promise<string> {
  return (await api(person, 'POST', '/documents', { title, parentId })).id
}

const leftOf = async (row: Locator) => (await row.boundingBox())?.x ?? Number.NaN

test('the side bar holds all documents, however many, and the breadcrumb every one above', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const handbook = await create(ada, 'Handbook')
  const onboarding = await create(ada, 'Onboarding', handbook)
  const laptop = await create(ada, 'Laptop', onboarding)
  await Promise.all(Array.from({ length: 101 }, (_, number) => create(ada, `Note ${number}`)))
  await ada.page.goto(`/d/${laptop}`)
  const rows = treeOf(ada.page).getByRole('link')
  await expect(rows.filter({ hasText: 'Laptop' })).toBeInViewport()
  const end = rows.filter({ hasText: 'Note 100' })
  await expect(end).not.toBeInViewport()
  await rows.filter({ hasText: 'Laptop' }).hover()
  await ada.page.mouse.wheel(0, 20_000)
  await expect(end).toBeInViewport()
  // By the keyboard too, though distant rows are drawn only when the focus comes near.
  await end.focus()
  for (let note = 100; note > 40; note--) await ada.page.keyboard.press('Shift+Tab')
  await expect(ada.page.locator(':focus')).toBeInViewport()
  await ada.page.mouse.wheel(0, -20_000)
  await expect(rows.filter({ hasText: 'Handbook' })).toBeInViewport()
  const breadcrumb = ada.page.getByRole('navigation', { name: 'Where this document is' })
  await expect(breadcrumb).toHaveText('HandbookOnboardingLaptop')
  // A phone in landscape has room for little else, but the list is still more than a line.
  await ada.page.setViewportSize({ width: 844, height: 390 })
  await rows.filter({ hasText: 'Laptop' }).scrollIntoViewIfNeeded()
  for (const title of ['Handbook', 'Onboarding', 'Laptop'])
    await expect(rows.filter({ hasText: title })).toBeInViewport({ ratio: 1 })
  // Nor are the controls above it squeezed.
  const search = await ada.page.getByRole('button', { name: 'Search or jump to' }).boundingBox()
  expect(search?.height).toBeGreaterThanOrEqual(30)
})

test('a long title does not widen the side bar, and deeper documents are indented further', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const handbook = await create(ada, 'Handbook')
  const holidays = await create(ada, 'Holidays', handbook)
  await create(ada, 'Public holidays', holidays)
  await create(ada, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft')
  await ada.page.goto('/')
  const row = (name: string) => treeOf(ada.page).getByRole('link', { name, exact: true })
  await expect(row('Public holidays')).toBeVisible()
  expect(await leftOf(row('Holidays'))).toBeGreaterThan((await leftOf(row('Handbook'))) + 8)
  expect(await leftOf(row('Public holidays'))).toBeGreaterThan((await leftOf(row('Holidays'))) + 8)
  const sidewards = await treeOf(ada.page)
    .locator('ul')
    .first()
    .evaluate((list) => list.scrollWidth - list.clientWidth)
  expect(sidewards).toBe(0)
})

test('a document is made inside another, and moved under a third and to the top', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const handbook = await create(ada, 'Handbook')
  await create(ada, 'Archive')
  await page.goto('/')
  const row = (name: string) => treeOf(page).getByRole('link', { name, exact: true })
  const breadcrumb = page.getByRole('navigation', { name: 'Where this document is' })
  await row('Handbook').hover()
  await treeOf(page).getByRole('button', { name: 'New document inside Handbook' }).click()
  await page.getByLabel('Title', { exact: true }).fill('Holidays')
  await expect(breadcrumb).toHaveText('HandbookHolidays')

  const moveHolidays = async () => {
    await row('Holidays').hover()
    await treeOf(page).getByRole('button', { name: 'More for Holidays' }).click()
    await page.getByRole('menuitem', { name: 'Move to…' }).click()
  }
  await moveHolidays()
  const dialog = page.getByRole('dialog', { name: 'Move “Holidays”' })
  // Its current place is not offered.
  await expect(dialog.getByRole('option')).toHaveText(['Top level', 'Archive'])
  await dialog.getByRole('combobox', { name: 'Search by title' }).fill('arch')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Moved “Holidays” to “Archive”.')).toBeVisible()
  await expect(breadcrumb).toHaveText('ArchiveHolidays')
  await moveHolidays()
  await dialog.getByRole('option', { name: 'Top level' }).click()
  await expect(breadcrumb).toHaveText('Holidays')

  // The document's own menu can move it too.
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Move to…' }).click()
  await dialog.getByRole('option', { name: 'Archive' }).click()
  await expect(breadcrumb).toHaveText('ArchiveHolidays')
  await row('Archive').hover()
  await treeOf(page).getByRole('button', { name: 'More for Archive' }).click()
  await page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await expect(page.getByText('“Holidays” is at the top level until it is restored.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(breadcrumb).toHaveText('ArchiveHolidays')
  await moveHolidays()
  await dialog.getByRole('option', { name: 'Top level' }).click()
  await expect(breadcrumb).toHaveText('Holidays')

  // Neither itself nor what is below it is offered.
  await create(ada, 'Onboarding', handbook)
  await page.goto('/')
  await page.getByRole('button', { name: 'Actions for Handbook' }).click()
  await page.getByRole('menuitem', { name: 'Move to…' }).click()
  await expect(page.getByRole('dialog', { name: 'Move “Handbook”' }).getByRole('option')).toHaveText([
    'Archive',
    'Holidays',
  ])
})

test('a folded document stays folded until a document in it is opened', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const handbook = await create(ada, 'Handbook')
  const holidays = await create(ada, 'Holidays', handbook)
  await page.goto('/')
  const row = (name: string) => treeOf(page).getByRole('link', { name, exact: true })
  await expect(row('Holidays')).toBeVisible()
  await treeOf(page).getByRole('button', { name: 'Fold Handbook' }).click()
  await expect(row('Holidays')).toBeHidden()
  await page.reload()
  await expect(row('Handbook')).toBeVisible()
  await expect(row('Holidays')).toBeHidden()
  await page.goto(`/d/${holidays}`)
  await expect(row('Holidays')).toBeInViewport()
  await treeOf(page).getByRole('button', { name: 'Fold Handbook' }).click()
  await expect(row('Holidays')).toBeHidden()
})

test('a long tree is drawn when the side bar is opened, and folding keeps the focus', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const notes = await Promise.all(Array.from({ length: 60 }, (_, number) => create(ada, `Note ${number}`)))
  const pages = await Promise.all(
    Array.from({ length: 60 }, (_, number) => create(ada, `Page ${number}`, notes[50])),
  )
  await page.goto('/')
  await page.getByRole('button', { name: 'Close the side bar' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Open the side bar' }).click()
  const row = (name: string) => treeOf(page).getByRole('link', { name, exact: true })
  await expect(row('Note 0')).toBeInViewport()
  await row('Note 0').hover()
  await page.mouse.wheel(0, 1200)
  const fold = treeOf(page).getByRole('button', { name: /fold Note 50$/i })
  await fold.focus()
  await page.keyboard.press('Enter')
  await expect(row('Page 0')).toHaveCount(0)
  await expect(fold).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row('Page 0')).toHaveCount(1)
  await expect(fold).toBeFocused()

  // Nor does the list jump back to the open document after one has scrolled away from it.
  await page.goto(`/d/${pages[59]}`)
  await expect(row('Page 59')).toBeInViewport()
  await row('Page 59').hover()
  await page.mouse.wheel(0, -1500)
  await expect(row('Page 5')).toBeInViewport()
  await fold.focus()
  await page.keyboard.press('Enter')
  await expect(row('Page 0')).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(row('Page 0')).toHaveCount(1)
  await expect(fold).toBeFocused()
})

test('with the browser’s storage full, a document in a folded one still opens', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const holidays = await create(ada, 'Holidays', await create(ada, 'Handbook'))
  await page.goto('/')
  await treeOf(page).getByRole('button', { name: 'Fold Handbook' }).click()
  await page.addInitScript(() => {
    const setItem = Storage.prototype.setItem
    Storage.prototype.setItem = function (key, value) {
      if (this === localStorage) throw new DOMException('full', 'QuotaExceededError')
      setItem.call(this, key, value)
    }
  })
  await page.goto(`/d/${holidays}`)
  await expect(treeOf(page).getByRole('link', { name: 'Holidays' })).toBeInViewport()
})

test('an unchanged tree is neither sent nor drawn again, and a hidden page does not request it', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  await create(ada, 'Handbook')
  const { page } = ada
  await page.clock.install()
  await page.goto('/')
  const row = (name: string) => treeOf(page).getByRole('link', { name, exact: true })
  await expect(row('Handbook')).toBeVisible()
  await page.evaluate(() => {
    document.body.dataset.drawn = '0'
    new MutationObserver((changes) => {
      const { dataset } = document.body
      dataset.drawn = String(Number(dataset.drawn) + changes.length)
    }).observe(document.querySelector('nav[aria-label="Workspace"]') as Node, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    })
  })
  const drawn = page.locator('body')
  const halfMinute = async () => {
    const answer = page.waitForResponse(/document-tree/)
    await page.clock.runFor(31_000)
    return (await answer).status()
  }
  // 304 comes once the transactions that still run have ended.
  await expect.poll(halfMinute).toBe(304)
  expect(await halfMinute()).toBe(304)
  await expect(drawn).toHaveAttribute('data-drawn', '0')

  let asked = 0
  page.on('request', (request) => {
    if (/document-tree/.test(request.url())) asked += 1
  })
  const setSeen = (state: 'hidden' | 'visible') =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { value: now, configurable: true })
      window.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await setSeen('hidden')
  await page.clock.runFor(120_000)
  expect(asked).toBe(0)
  await create(ada, 'Holidays')
  await setSeen('visible')
  await expect(row('Holidays')).toBeVisible()
  await expect.poll(halfMinute).toBe(304)
})

test('a list of documents that could not be read is requested again by a button', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await api(ada, 'POST', '/documents', { title: 'Handbook' })
  let broken = true
  await page.route('**/api/v1/document-tree', (route) =>
    broken ? route.fulfill({ status: 500, body: '' }) : route.continue(),
  )
  await page.goto('/settings')
  const tree = page.getByRole('navigation', { name: 'Workspace' })
  const again = tree.getByRole('button', { name: 'Try again' })
  await expect(again).toBeVisible()
  broken = false
  await again.click()
  await expect(tree.getByRole('link', { name: 'Handbook' })).toBeVisible()
})
