import { expect, type Page } from '@playwright/test'
import { api, type Person, signUp } from './people.ts'
import { test } from './test.ts'

/** Delays the palette's searches, as a slow network does. */
async function slowSearch(page: Page, ms: number): Promise<void> {
  await page.route('**/api/v1/documents?limit=8*', async (route) => {
    await new Promise((done) => setTimeout(done, ms))
    await route.continue()
  })
}

async function withDocuments(person: Person): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const title of ['Press kit', 'Roadmap', 'Laptop', 'Donaudampfschiff'])
    ids[title] = (await api(person, 'POST', '/documents', { title })).id
  await person.page.goto('/')
  await expect(person.page.getByRole('main').getByText('Donaudampfschiff')).toBeVisible()
  return ids
}

test('⌘K opens what was typed, even before the answer has come', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const ids = await withDocuments(ada)
  await slowSearch(page, 700)
  for (const [typed, title] of [
    ['press', 'Press kit'],
    ['roadmap', 'Roadmap'],
    ['lap', 'Laptop'],
  ] as const) {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('option', { name: 'Donaudampfschiff' })).toBeVisible()
    await page.keyboard.type(typed)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`/d/${ids[title]}$`))
    await page.goto('/')
    await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
  }
})

test('⌘K followed at once by Enter makes no document', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const ids = await withDocuments(ada)
  await slowSearch(page, 700)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option', { name: 'New document' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/d/${ids.Donaudampfschiff}$`))
})

test('⌘K shows no empty group, and text without a match opens nothing', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await withDocuments(ada)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('laptop')
  await expect(page.getByRole('option')).toHaveCount(1)
  await expect(page.getByRole('dialog').getByText('Actions')).toHaveCount(0)
  await page.keyboard.type(' and nothing like it')
  await expect(page.getByText('Nothing matches.')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing matches.')).toBeVisible()
})

test('⌘K does not list a document under a title that somebody has changed since the side bar was loaded', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const ids = await withDocuments(ada)
  await api(ada, 'PATCH', `/documents/${ids.Roadmap}`, { title: 'Way ahead' })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('roadmap')
  await expect(page.getByText('Nothing matches.')).toBeVisible()
  await expect(page.getByRole('option')).toHaveCount(0)
})

test('⌘K leaves the Enter that accepts a candidate to the input method, in Safari too', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await withDocuments(ada)
  await slowSearch(page, 700)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option', { name: 'Donaudampfschiff' })).toBeVisible()
  const field = page.getByRole('combobox')
  const answers = (query: string) => page.waitForResponse(`**/api/v1/documents?limit=8&query=${query}`)
  const first = answers('lap')
  await field.fill('lap')
  // Safari ends the composition first: only the key code shows that the Enter belongs to the input method.
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: false })
  await (await first).finished()
  const second = answers('laptop')
  await page.keyboard.type('top')
  await second
  await expect(field).toHaveValue('laptop')
})

test('⌘K shows the title of a document’s parent in full, whatever is in it, and shortens those further up', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  let parentId: string | undefined
  for (const title of [
    'All that we have agreed on and written down since the beginning',
    'Sales › 2026',
    'Plan',
  ])
    parentId = (await api(ada, 'POST', '/documents', { title, parentId })).id
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/')
  await page.keyboard.press('ControlOrMeta+k')
  const plan = page.getByRole('option', { name: 'Plan' })
  const isWhole = (title: string) =>
    plan.getByText(title, { exact: true }).evaluate((element) => element.scrollWidth <= element.clientWidth)
  expect(await isWhole('Sales › 2026')).toBe(true)
  expect(await isWhole('All that we have agreed on and written down since the beginning')).toBe(false)
})
