/** Elements over the text never cover the line that is being written. */
import { expect } from '@playwright/test'
import { newDocument, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('on a phone nobody writes under the header, a tall banner or the comments', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  await page.setViewportSize({ width: 390, height: 700 })
  await newDocument(ada, 'On a phone')
  await textOf(page).click()
  for (let line = 0; line < 50; line += 1) await page.keyboard.press('Enter')
  await page.keyboard.type('End')
  await expect(statusOf(page)).toHaveText('Saved')

  const caret = () =>
    page.evaluate(() => {
      const line = getSelection()?.anchorNode?.parentElement?.closest('.document-text > *')
      const { top = Number.NaN, bottom = Number.NaN } = line?.getBoundingClientRect() ?? {}
      return { top, bottom }
    })
  await page.getByRole('button', { name: 'Comments', exact: true }).click()
  const comments = page.getByRole('complementary', { name: 'Comments' })
  await expect(comments).toBeVisible()
  await textOf(page).focus()
  await page.keyboard.press('Control+Home')
  for (let line = 0; line < 25; line += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.type('Lower')
  const commentsStart = async () => (await comments.boundingBox())?.y ?? 0
  await expect.poll(async () => (await caret()).bottom).toBeLessThanOrEqual(await commentsStart())
  await expect(statusOf(page)).toHaveText('Saved')

  // The client is not let in at the moment: the banner takes several lines of a narrow window.
  await context.route('**/tickets', (route) =>
    route.fulfill({
      status: 429,
      contentType: 'application/problem+json',
      json: { code: 'too_many_connections_from_address', detail: 'Too many.' },
    }),
  )
  await page.reload()
  const banner = page.getByTestId('document-banner')
  await expect(banner).toBeVisible()
  // Actions on the document other than writing still work.
  await expect(page.getByRole('button', { name: 'Share' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'More actions' })).toBeVisible()
  await textOf(page).locator('p').last().click()
  const bannerEnd = async () => {
    const box = await banner.boundingBox()
    return (box?.y ?? 0) + (box?.height ?? 0)
  }
  for (let line = 0; line < 40; line += 1) await page.keyboard.press('ArrowUp')
  await page.keyboard.type('Higher')
  await expect.poll(async () => (await caret()).top).toBeGreaterThanOrEqual(await bannerEnd())
})

test('with larger letters, the taller header covers no lines, and no tabs of the comments', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  // The same as the browser's own setting.
  await context.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      document.documentElement.style.fontSize = '200%'
    })
  })
  await page.setViewportSize({ width: 2000, height: 700 })
  await newDocument(ada, 'Large letters')
  await textOf(page).click()
  for (let line = 0; line < 40; line += 1) await page.keyboard.press('Enter')
  await page.keyboard.type('End')
  await page.getByRole('button', { name: 'Comments', exact: true }).click()
  const tabs = page.getByRole('tablist', { name: 'Which comments' })
  await expect(tabs).toBeVisible()
  const headerEnd = async () => {
    const box = await page
      .locator('header')
      .filter({ has: statusOf(page) })
      .boundingBox()
    return (box?.y ?? 0) + (box?.height ?? 0)
  }
  await expect.poll(async () => (await tabs.boundingBox())?.y).toBeGreaterThanOrEqual(await headerEnd())
  await expect
    .poll(() =>
      page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)),
    )
    .toBe(await headerEnd())
})
