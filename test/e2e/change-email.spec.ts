/** A person changes the email address of their account, and confirms the new one by a mail. */
import { type Browser, expect } from '@playwright/test'
import { openInbox } from './inbox.ts'
import { api, newDocument, open, PASSWORD, signIn, signUp, statusOf } from './people.ts'
import { test } from './test.ts'

async function withoutAccount(browser: Browser) {
  return await (await browser.newContext()).newPage()
}

const newAddress = () => `new-${crypto.randomUUID()}@example.com`

test('a new address takes effect once its owner, signed in, opens the link, and the old address is notified', async ({
  browser,
}) => {
  const mail = await openInbox()
  const ada = await signUp(browser, 'Ada')
  const { email } = (await api(ada, 'GET', '/me')).principal
  const url = await newDocument(ada, 'Mine')
  const next = newAddress()

  const settings = await ada.context.newPage()
  await settings.goto('/settings/account')
  await settings.getByRole('button', { name: 'Change e-mail' }).click()
  const dialog = settings.getByRole('dialog', { name: 'Change your e-mail' })
  const [address, password] = [dialog.getByLabel('New e-mail'), dialog.getByLabel('Your password')]
  await expect(address).toBeFocused()
  await address.press('Enter')
  await expect(dialog.getByText('Enter an e-mail address, such as ada@example.com.')).toBeVisible()
  await expect(address).toBeFocused()
  await address.fill(email)
  await password.fill('wrong horse')
  await password.press('Enter')
  await expect(dialog.getByText('This is not your current password.')).toBeVisible()
  await expect(password).toBeFocused()
  await password.fill(PASSWORD)
  await password.press('Enter')
  await expect(dialog.getByText('This is already your address.')).toBeVisible()
  await expect(address).toBeFocused()
  await address.fill(next)
  await address.press('Enter')
  await expect(dialog.getByRole('heading', { name: 'Check your e-mail' })).toBeFocused()
  await expect(dialog).toContainText(`on its way to ${next}`)
  await settings.keyboard.press('Escape')
  await expect(settings.getByRole('button', { name: 'Change e-mail' })).toBeFocused()
  await mail.gets(next, 'confirm-email#')
  await mail.gets(email, 'asked at')
  await expect(settings.getByLabel('E-mail', { exact: true })).toHaveValue(email)

  // Somebody else who reads that mail, because the address was mistyped, is not let in by it.
  const stranger = await withoutAccount(browser)
  await stranger.goto(mail.link(next, 'confirm-email'))
  await expect(stranger.getByText('Sign in with your account’s current address')).toBeVisible()
  // On another device its owner signs in, and comes back to the link.
  const asked: string[] = []
  stranger.on('request', (request) => asked.push(request.url()))
  await stranger.getByRole('link', { name: 'Sign in' }).click()
  await signIn(stranger, email)
  await expect(stranger.getByText(`You are signed in with ${email}.`)).toBeVisible()
  await stranger.getByRole('button', { name: 'Confirm the new address' }).click()
  await expect(stranger.getByRole('heading', { name: 'Your e-mail has been changed' })).toBeFocused()
  await expect(stranger.getByText(`You sign in with ${next} from now on.`)).toBeVisible()
  const token = mail.link(next, 'confirm-email').split('#')[1] ?? ''
  expect(asked.filter((address) => address.includes(token))).toEqual([])
  await mail.gets(email, 'another address since')

  // Open documents can still be written in.
  await open(ada, url)
  await expect(statusOf(ada.page)).toHaveText('Saved')
  await settings.reload()
  await expect(settings.getByLabel('E-mail', { exact: true })).toHaveValue(next)
  await stranger.goto(mail.link(next, 'confirm-email'))
  await stranger.getByRole('button', { name: 'Confirm the new address' }).click()
  await expect(stranger.getByRole('heading', { name: 'This link doesn’t work' })).toBeFocused()
  await stranger.getByRole('link', { name: 'Go to your account' }).click()
  await expect(stranger.getByLabel('E-mail', { exact: true })).toHaveValue(next)
  mail.close()
})

test('a request for the address of another account reveals nothing; its owner is notified by mail', async ({
  browser,
}) => {
  const mail = await openInbox()
  const [ada, jonas] = [await signUp(browser, 'Ada'), await signUp(browser, 'Jonas')]
  const { email } = (await api(jonas, 'GET', '/me')).principal
  await ada.page.goto('/settings/account')
  await ada.page.getByRole('button', { name: 'Change e-mail' }).click()
  await ada.page.getByLabel('New e-mail').fill(email)
  await ada.page.getByLabel('Your password').fill(PASSWORD)
  await ada.page.getByRole('button', { name: 'Send the link' }).click()
  await expect(ada.page.getByRole('dialog')).toContainText(`A link is on its way to ${email}`)
  await mail.gets(email, 'has an account of its own')
  expect(mail.link(email, 'confirm-email')).toBe('')
  await ada.page.getByRole('button', { name: 'Ask again' }).click()
  await expect(ada.page.getByLabel('New e-mail')).toBeVisible()
  mail.close()
})

test('a pending change is listed for the person who asked, and its link ends when they cancel it', async ({
  browser,
}) => {
  const mail = await openInbox()
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const next = newAddress()
  await page.goto('/settings/account')
  await page.getByRole('button', { name: 'Change e-mail' }).click()
  await page.getByLabel('New e-mail').fill(next)
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByLabel('Your password').press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  const waiting = page.getByRole('status').filter({ hasText: `${next}Not confirmed yet` })
  await expect(waiting).toBeVisible()
  await mail.gets(next, 'confirm-email#')
  await page.reload()
  await page.getByRole('button', { name: `Cancel the change to ${next}` }).press('Enter')
  await expect(waiting).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Change e-mail' })).toBeFocused()
  await expect(page.getByText('Its link no longer works.')).toBeVisible()
  await page.goto(mail.link(next, 'confirm-email'))
  await page.getByRole('button', { name: 'Confirm the new address' }).click()
  await expect(page.getByRole('heading', { name: 'This link doesn’t work' })).toBeFocused()
  mail.close()
})

test('an invalid link says so', async ({ browser }) => {
  const page = await withoutAccount(browser)
  await page.goto('/confirm-email')
  await expect(page.getByRole('heading', { name: 'This link doesn’t work' })).toBeFocused()
})
