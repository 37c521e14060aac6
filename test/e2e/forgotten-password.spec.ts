/** A person who has forgotten their password gets a mail. */
import { expect } from '@playwright/test'
import { openInbox } from './inbox.ts'
import { api, newDocument, signIn, signUp, statusOf } from './people.ts'
import { test } from './test.ts'

const NEW_PASSWORD = 'another horse, another battery'

test('the link of a mail replaces a forgotten password, once, and ends every session', async ({
  browser,
}) => {
  const mail = await openInbox()
  const ada = await signUp(browser, 'Ada')
  const { email } = (await api(ada, 'GET', '/me')).principal
  const url = await newDocument(ada, 'Mine')

  const page = await (await browser.newContext()).newPage()
  await page.goto(`/sign-in?next=${new URL(url).pathname}`)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(page.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible()
  const address = page.getByLabel('E-mail')
  await address.fill('ada')
  await address.press('Enter')
  await expect(page.getByText('Enter an e-mail address, such as ada@example.com.')).toBeVisible()
  await expect(address).toBeFocused()
  await address.fill(email)
  await address.press('Enter')
  await expect(page.getByRole('heading', { name: 'Check your e-mail' })).toBeFocused()
  await mail.gets(email, 'reset-password#')
  const link = mail.link(email, 'reset-password')

  await page.goto(link)
  const password = page.getByLabel('New password')
  await expect(password).toHaveAttribute('autocomplete', 'new-password')
  await password.fill('short')
  await password.press('Enter')
  await expect(page.getByText('A password has at least 8 characters.')).toBeVisible()
  await password.fill(NEW_PASSWORD)
  await password.press('Enter')
  await expect(page.getByRole('heading', { name: 'Your password has been changed' })).toBeFocused()
  expect(page.url()).not.toContain('#')
  await expect(ada.page.getByTestId('signed-out')).toContainText('You are signed out.')
  await expect(statusOf(ada.page)).toHaveText('Signed out')
  await mail.gets(email, 'was changed')

  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await signIn(page, email, NEW_PASSWORD)
  await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()

  await page.goto(link)
  await password.fill('a third horse, a third battery')
  await password.press('Enter')
  await expect(page.getByRole('heading', { name: 'This link doesn’t work' })).toBeFocused()
  await page.getByRole('link', { name: 'Get another link' }).click()
  await expect(page.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible()
  mail.close()
})

test('nobody learns whether an address has an account', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage()
  await page.goto('/forgot-password')
  await page.getByLabel('E-mail').fill('nobody@example.com')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('If nobody@example.com has an account here')).toBeVisible()
})
