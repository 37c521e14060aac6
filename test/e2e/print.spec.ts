/** A document on paper. */
import { expect } from '@playwright/test'
import { newDocument, signUp, textOf } from './people.ts'
import { test } from './test.ts'

test('a document is printed alone, dark on white, even from a dark screen', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Minutes')
  await textOf(page).click()
  await page.keyboard.type('All agreed.')
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByLabel('Title', { exact: true })).toBeVisible()
  await expect(textOf(page)).toBeVisible()
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await expect(page.getByRole('button')).toHaveCount(0)
  const lightness = (color: string) => Math.max(...(color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number))
  expect(lightness(await textOf(page).evaluate((text) => getComputedStyle(text).color))).toBe(0)
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(255, 255, 255)')
})

test('ticked tasks can be told on paper, though printers leave backgrounds out', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Tasks')
  await textOf(page).click()
  await page.keyboard.type('[x] Ask everybody')
  await page.emulateMedia({ media: 'print' })
  const box = textOf(page).getByRole('checkbox')
  await expect(box).toBeChecked()
  await expect(box).toHaveCSS('print-color-adjust', 'exact')
})
