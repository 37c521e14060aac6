import { expect, type Page, test } from '@playwright/test'
import { newDocument, open, selectStart, signUp, team, textOf } from './people.ts'

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

test('a thread with words of others is deleted only after a question', async ({ browser }) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Threads')
  await textOf(ada.page).click()
  await ada.page.keyboard.type('The launch is on 3 March.')
  await comment(ada.page, 10, 'Is this confirmed?')
  await open(jonas, url)
  await jonas.page.locator('.thread-mark').click()
  const his = jonas.page.getByRole('article')
  await his.getByLabel('Reply').fill('Yes, today.')
  await his.getByRole('button', { name: 'Reply', exact: true }).click()

  const hers = ada.page.getByRole('article')
  await expect(hers).toContainText('Yes, today.')
  const remove = async (answer: string) => {
    await hers.getByRole('button', { name: 'Actions for the comment' }).first().click()
    await ada.page.getByRole('menuitem', { name: 'Delete the thread' }).click()
    const question = ada.page.getByRole('dialog', { name: 'Delete the thread?' })
    await question.getByRole('button', { name: answer }).click()
    await expect(question).toHaveCount(0)
  }
  await remove('Cancel')
  await expect(jonas.page.locator('.thread-mark')).toHaveText('The launch')
  await remove('Delete the thread')
  await expect(jonas.page.locator('.thread-mark')).toHaveCount(0)
})
