import { expect } from '@playwright/test'
import { newDocument, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('a ticket that could not be renewed at once takes nobody out of the document', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto(await newDocument(ada, 'Behind a proxy'))
  await textOf(page).click()
  await page.keyboard.type('Before. ')
  await expect(statusOf(page)).toHaveText('Saved')

  const answers: number[] = []
  await page.route('**/tickets', async (route) => {
    if (answers.length >= 3) {
      answers.push(200)
      return route.continue()
    }
    answers.push(502)
    await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' })
  })
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  // The last pause is longer than a server may be away before the header says so.
  await expect.poll(() => answers.length, { timeout: 20_000 }).toBe(3)
  await page.keyboard.type('Meanwhile. ')
  await expect(statusOf(page)).toHaveText('Saved')
  await expect.poll(() => answers, { timeout: 20_000 }).toEqual([502, 502, 502, 200])
  await expect(statusOf(page)).toHaveText('Saved')
  await page.reload()
  await expect(textOf(page)).toHaveText('Before. Meanwhile. ')
})
