/** Long and wide content on a narrow screen. */
import { expect, type Locator } from '@playwright/test'
import { api, newDocument, signUp, textOf } from './people.ts'
import { test } from './test.ts'

const PHONE = { width: 390, height: 844 }
const ONE_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

const leftOf = async (of: Locator) => (await of.boundingBox())?.x ?? Number.NaN
const rightOf = async (of: Locator) => {
  const { x = Number.NaN, width = 0 } = (await of.boundingBox()) ?? {}
  return x + width
}

test('names that are one long word stay within their lists', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.goto('/settings/account')
  await page.getByLabel('Name').fill(ONE_WORD)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Your account' })).toContainText(ONE_WORD)
  await page.setViewportSize(PHONE)
  await api(ada, 'POST', '/documents', { title: ONE_WORD })
  await page.goto('/')
  const document = page.getByRole('main').getByRole('link', { name: ONE_WORD })
  const actions = page.getByRole('button', { name: `Actions for ${ONE_WORD}` })
  expect(await rightOf(document)).toBeLessThanOrEqual(await leftOf(actions))
  // The time of the change fits beside the name.
  expect(await rightOf(document.locator('time'))).toBeLessThanOrEqual(await leftOf(actions))

  const { id } = await api(ada, 'POST', '/webhook-endpoints', {
    url: 'https://example.com/hook',
    eventTypes: ['comment.created'],
  })
  await page.goto('/settings/webhooks')
  const owner = page.getByRole('main').getByText(ONE_WORD)
  await expect(owner).toBeVisible()
  expect(await rightOf(owner)).toBeLessThanOrEqual(PHONE.width)
  await page.goto(`/settings/webhooks/${id}`)
  await expect(owner).toBeVisible()
  expect(await page.evaluate(() => window.document.documentElement.scrollWidth)).toBe(PHONE.width)
})

test('a wide table that is scrolled to its end shows its last border', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.setViewportSize(PHONE)
  const url = await newDocument(ada, 'Wide')
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
  const markdown = [row(days), row(days.map(() => '---')), row(days)].join('\n')
  await api(ada, 'PUT', `/documents/${new URL(url).pathname.split('/').at(-1)}/content`, { markdown })
  const frame = textOf(page).locator('.tableWrapper')
  await expect(frame).toBeVisible()
  await frame.evaluate((element) => element.scrollTo({ left: element.scrollWidth }))
  // Half of the border of one pixel is outside the table.
  expect((await rightOf(frame.locator('table'))) + 0.5).toBeLessThanOrEqual(await rightOf(frame))
})
