/** What somebody hears of a document who does not see it, and how they come by the keyboard to what is done in it. */
import { expect } from '@playwright/test'
import { newDocument, signUp, textOf } from './people.ts'
import { test } from './test.ts'

test('the menu of blocks says what is chosen in it', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Notes')
  const text = textOf(page)
  await text.click()
  await page.keyboard.type('/')
  const chosen = page.getByRole('option', { selected: true })
  const isSaid = async (name: string) => {
    await expect(chosen).toContainText(name)
    await expect(text).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id')) ?? '')
  }
  await isSaid('Text')
  await page.keyboard.press('ArrowDown')
  await isSaid('Heading 1')
  await expect(text).toHaveAttribute('aria-controls', /./)
  await page.keyboard.type('nothing')
  await expect(page.getByRole('status').filter({ hasText: 'No block of this name.' })).toBeVisible()
  await expect(text).not.toHaveAttribute('aria-activedescendant', /./)
  await page.keyboard.press('Escape')
  await expect(text).not.toHaveAttribute('aria-controls', /./)
})
