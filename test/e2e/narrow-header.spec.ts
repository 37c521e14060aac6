/** The header of a document on a phone at its fullest: other people present, and no network. */
import { expect } from '@playwright/test'
import { invitationLink, newDocument, open, signUp, statusOf } from './people.ts'
import { test } from './test.ts'

test('offline on a phone the header fits, with the whole sentence under it', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const invitation = await invitationLink(ada)
  const url = await newDocument(ada, 'On a phone')
  for (const name of ['Jonas', 'Mira', 'Noor']) await open(await signUp(browser, name, invitation), url)
  const { page, context } = ada
  await page.setViewportSize({ width: 390, height: 844 })
  const people = page.getByRole('list', { name: 'Who is here' }).getByRole('listitem')
  await expect(people).toHaveText([/Ada|Jonas|Mira|Noor/, /Ada|Jonas|Mira|Noor/, '+2'])
  await page.getByRole('button', { name: '2 more: all who are here' }).click()
  await expect(page.getByRole('list', { name: 'Names' }).getByRole('listitem')).toHaveCount(4)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: '2 more: all who are here' })).toBeFocused()

  await context.setOffline(true)
  await expect(statusOf(page)).toHaveText('Offline: kept on this device')
  await expect(page.getByTestId('status-bar')).toHaveText('Offline: kept on this device')
  await expect(page.getByTestId('status-bar')).toBeInViewport()
  await expect(page.getByRole('button', { name: 'More actions' })).toBeInViewport({ ratio: 1 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)

  await context.setOffline(false)
  await expect(page.getByTestId('status-bar')).toBeHidden()
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(people).toHaveCount(4)
})
