import { expect, type Page, test } from '@playwright/test'
import { newDocument, selectStart, signUp, textOf } from './people.ts'

async function comment(page: Page, letters: number, body: string) {
  await selectStart(page, letters)
  await page.getByRole('toolbar', { name: 'Selected text' }).getByRole('button', { name: 'Comment' }).click()
  await page.getByLabel('Write a comment').fill(body)
  await page
    .getByRole('complementary', { name: 'Comments' })
    .getByRole('button', { name: 'Comment', exact: true })
    .click()
}

test('the first click into the text after a comment puts the caret there', async ({ browser }) => {
  const { page, ...ada } = await signUp(browser, 'Ada')
  await newDocument({ page, ...ada }, 'After a comment')
  await textOf(page).click()
  for (const line of ['First line', 'Second line', 'Third line']) {
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
  }
  await comment(page, 5, 'Why?')
  await expect(page.locator('.thread-mark-active')).toHaveText('First')
  await textOf(page)
    .locator('p', { hasText: 'Third' })
    .click({ position: { x: 2, y: 10 } })
  await page.keyboard.type('The ')
  await expect(textOf(page).locator('p').nth(2)).toHaveText('The Third line')
})
