import { expect } from '@playwright/test'
import { newDocument, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('a ticket that could not be renewed at once closes nobody’s document', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.clock.install()
  await newDocument(ada, 'Behind a proxy')
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
  const pauses = ['00:01', '00:02', '00:04']
  for (const [index, pause] of pauses.entries()) {
    await expect.poll(() => answers).toEqual(Array(index + 1).fill(502))
    // The last pause is longer than a server may be away before the header says so.
    if (index === 2) await page.keyboard.type('Meanwhile. ')
    await expect(statusOf(page)).toHaveText('Saved')
    await page.clock.fastForward(pause)
  }
  await expect.poll(() => answers).toEqual([502, 502, 502, 200])
  await expect(statusOf(page)).toHaveText('Saved')
  await page.reload()
  await expect(textOf(page)).toHaveText('Before. Meanwhile. ')
})
