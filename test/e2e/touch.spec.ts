/** Touch screens: fingers in place of a mouse. */
import { type Browser, expect, type Page, type ViewportSize } from '@playwright/test'
import { api, idOf, type Person, signUp, textOf } from './people.ts'
import { test } from './test.ts'

/** The same person at a touch screen. */
async function onTouchScreen(browser: Browser, { context }: Person, viewport: ViewportSize): Promise<Page> {
  const touched = await browser.newContext({
    viewport,
    hasTouch: true,
    isMobile: true,
    storageState: await context.storageState(),
  })
  return await touched.newPage()
}

/** Makes a document with this text. Returns its address. */
async function handbook(person: Person, markdown: string): Promise<string> {
  return `/d/${(await api(person, 'POST', '/documents', { title: 'Handbook', markdown })).id}`
}

/**
 * The names of visible controls that are too small for a fingertip. Links within text are left out: they are as small
 * as it.
 */
const smallControls = (page: Page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'button, select, input, textarea, nav a, [role=menuitem], [role=tab], summary',
      ),
    ]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .map((element) => ({ element, box: (element.closest('label') ?? element).getBoundingClientRect() }))
      .filter(({ box }) => box.width < 40 || box.height < 40)
      .map(({ element }) => element.getAttribute('aria-label') ?? element.textContent),
  )

test('on a phone every control is large enough for a finger, and none needs hovering', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const url = await handbook(ada, 'Read me first.')
  const { id: endpoint } = await api(ada, 'POST', '/webhook-endpoints', {
    url: 'https://example.com/hook',
    eventTypes: ['comment.*'],
  })
  const page = await onTouchScreen(browser, ada, { width: 390, height: 844 })
  await page.goto(url)
  await expect(textOf(page)).toContainText('Read me first.')
  expect(await smallControls(page)).toEqual([])
  await textOf(page).tap()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar', { name: 'Selected text' })).toBeVisible()
  expect(await smallControls(page)).toEqual([])
  await page.keyboard.press('ArrowRight')
  await page.getByRole('button', { name: 'More actions' }).tap()
  await expect(page.getByRole('menu')).toBeVisible()
  expect(await smallControls(page)).toEqual([])
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Open the side bar' }).tap()
  await page.getByRole('button', { name: 'More for Handbook' }).tap()
  expect(await smallControls(page)).toEqual([])
  await page.getByRole('menuitem', { name: 'New document inside' }).tap()
  await expect(page).not.toHaveURL(new RegExp(`${url}$`))
  await expect(page.getByLabel('Title', { exact: true })).toBeVisible()

  for (const path of ['/', '/settings/members', `/settings/webhooks/${idOf(endpoint)}`]) {
    await page.goto(path)
    await expect(page.getByRole('main').getByRole('button').nth(1)).toBeVisible()
    expect(await smallControls(page)).toEqual([])
  }
  await page.context().close()
})

/** The smallest font size of all fields and choices, in CSS pixels. */
const smallestLetters = (page: Page) =>
  page.evaluate(() =>
    Math.min(
      ...[...document.querySelectorAll('select, textarea, input:not([type=checkbox], [type=radio])')].map(
        (field) => Number.parseFloat(getComputedStyle(field).fontSize),
      ),
    ),
  )

test('iOS has no reason to zoom in on a field or a choice in a document', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const url = await handbook(ada, '')
  const page = await onTouchScreen(browser, ada, { width: 820, height: 1180 })
  await page.goto(url)
  await textOf(page).tap()
  await page.keyboard.type('Read me first.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('```js ')
  await expect(page.getByLabel('Language of the code')).toBeVisible()
  await textOf(page).getByText('Read me first.').tap()
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+End')
  await expect(page.getByLabel('Turn into')).toBeVisible()
  expect(await smallestLetters(page)).toBeGreaterThanOrEqual(16)
})

test('⌘K keeps all of its list above the keyboard of a phone', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  for (let i = 0; i < 8; i++) await api(ada, 'POST', '/documents', { title: `Document ${i}` })
  const page = await onTouchScreen(browser, ada, { width: 390, height: 664 })
  await page.goto('/')
  await page.getByRole('button', { name: 'Open the side bar' }).tap()
  await page.getByRole('button', { name: 'Search or jump to' }).tap()
  await expect(page.getByRole('option', { name: 'Document 7' })).toBeVisible()
  // On an iPhone the keyboard is about 340 px high, and the window is as high as before.
  const box = await page.getByRole('dialog').boundingBox()
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(664 - 340)
})

test('the tools for selected text are below it, out of the way of the phone’s own menu', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const url = await handbook(ada, 'Read me first.')
  const page = await onTouchScreen(browser, ada, { width: 390, height: 844 })
  await page.goto(url)
  await textOf(page).getByText('Read me first.').tap()
  await page.keyboard.press('ControlOrMeta+a')
  const bar = page.getByRole('toolbar', { name: 'Selected text' })
  await expect(bar.getByRole('button', { name: 'Comment' })).toBeVisible()
  const below = async () => {
    const [tools, text] = await Promise.all([
      bar.boundingBox(),
      textOf(page).getByText('Read me first.').boundingBox(),
    ])
    return tools && text && tools.y - (text.y + text.height)
  }
  await expect.poll(below).toBeGreaterThan(20)
  await expect(bar).toBeInViewport({ ratio: 1 })
})
