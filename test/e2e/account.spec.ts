/** Changes to one's own account, and their effects elsewhere. */
import { type Browser, expect, type Page } from '@playwright/test'
import {
  api,
  invitationLink,
  newDocument,
  open,
  PASSWORD,
  type Person,
  signIn,
  signUp,
  statusOf,
  team,
} from './people.ts'
import { test } from './test.ts'

const NEW_PASSWORD = 'another horse, another battery'

/** The same person in another browser, which identifies as Firefox. */
async function signInElsewhere(browser: Browser, person: Person): Promise<Person> {
  const { email } = (await api(person, 'GET', '/me')).principal
  const context = await browser.newContext({
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  })
  const data = { email, password: PASSWORD }
  expect((await context.request.post('/api/auth/sign-in/email', { data })).ok()).toBe(true)
  return { ...person, context, page: await context.newPage() }
}

async function openAccount(page: Page) {
  await page.goto('/')
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Your account' }).click()
  await expect(page.getByText('Active now')).toBeVisible()
}

test('a new name shows at once to those who have the document open, and in later comments', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Plan')
  await open(jonas, url)
  const jonasSees = jonas.page.getByRole('list', { name: 'Who is here' })
  await expect(jonasSees).toContainText('Ada')

  const settings = await ada.context.newPage()
  await settings.goto('/settings/account')
  await expect(settings.getByText('Active now')).toBeVisible()
  await expect(settings.getByLabel('E-mail', { exact: true })).toHaveValue(/^ada-/)
  await settings.getByLabel('Name', { exact: true }).fill(' ')
  await settings.getByLabel('Name', { exact: true }).press('Enter')
  await expect(settings.getByText('Enter your name')).toBeVisible()
  await expect(settings.getByLabel('Name', { exact: true })).toBeFocused()
  await settings.getByLabel('Name', { exact: true }).fill('Ada King')
  await settings.getByLabel('Name', { exact: true }).press('Enter')
  await expect(settings.getByText('Saved.')).toBeVisible()
  await expect(settings.getByRole('button', { name: 'Your account' })).toContainText('Ada King')

  await expect(jonasSees).toContainText('Ada King')
  await expect(statusOf(ada.page)).toHaveText('Saved')
})

test('a changed password signs out the other browsers, with their open documents, and only it lets one in', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { email } = (await api(ada, 'GET', '/me')).principal
  const url = await newDocument(ada, 'Mine')
  const other = await signInElsewhere(browser, ada)
  await open(other, url)
  await expect(statusOf(other.page)).toHaveText('Saved')

  const settings = await ada.context.newPage()
  await openAccount(settings)
  await expect(settings.getByText('Firefox on Windows')).toBeVisible()
  const [current, next] = [settings.getByLabel('Current password'), settings.getByLabel('New password')]
  await current.fill('wrong horse')
  await next.fill(NEW_PASSWORD)
  await next.press('Enter')
  await expect(settings.getByText('This is not your current password.')).toBeVisible()
  await expect(current).toBeFocused()
  await current.fill(PASSWORD)
  await next.fill('short')
  await next.press('Enter')
  await expect(settings.getByText('A password has at least 8 characters.')).toBeVisible()
  await next.fill(NEW_PASSWORD)
  await next.press('Enter')
  await expect(settings.getByText('You are signed out everywhere else.')).toBeVisible()
  await expect(settings.getByText('Firefox on Windows')).toBeHidden()

  const notice = other.page.getByTestId('signed-out')
  await expect(notice).toContainText('You are signed out.')
  await expect(statusOf(other.page)).toHaveText('Signed out')
  // The other tab of this browser goes on.
  await expect(statusOf(ada.page)).toHaveText('Saved')
  await expect(ada.page.getByTestId('signed-out')).toBeHidden()

  await notice.getByRole('link', { name: 'Sign in' }).click()
  await signIn(other.page, email)
  await expect(other.page.getByText('This e-mail and password don’t match an account.')).toBeVisible()
  await other.page.getByLabel('Password').fill(NEW_PASSWORD)
  await other.page.getByLabel('Password').press('Enter')
  await expect(other.page).toHaveURL(url)
})

test('sessions kept when the password changes can be ended one by one, or all at once', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const others = [await signInElsewhere(browser, ada), await signInElsewhere(browser, ada)]
  const { page } = ada
  await openAccount(page)
  await page.getByLabel('Current password').fill(PASSWORD)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('checkbox', { name: 'Sign me out everywhere else' }).uncheck()
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Your password has been changed.')).toBeVisible()
  const row = page.getByRole('button', { name: 'Sign out Firefox on Windows' })
  await expect(row).toHaveCount(2)
  await expect(page.getByRole('listitem').filter({ hasText: 'This browser' })).toContainText('Active now')

  await row.first().click()
  await expect(row).toHaveCount(1)
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click()
  // Wait for the message first: behind the dialog no row would be found either.
  await expect(page.getByText('Signed out everywhere else.')).toBeVisible()
  await expect(row).toHaveCount(0)
  for (const { context } of others)
    expect((await (await context.request.get('/api/v1/me')).json()).principal.type).toBe('guest')
  expect((await api(ada, 'GET', '/me')).principal.type).toBe('user')
})

test('members and guests have an account of their own in the settings', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const jonas = await signUp(browser, 'Jonas', await invitationLink(ada))
  const priya = await signUp(
    browser,
    'Priya',
    (await api(ada, 'POST', '/invitations', { role: 'guest' })).url,
  )
  const tabs = ({ page }: Person) => page.getByRole('navigation', { name: 'Settings' }).getByRole('link')
  await openAccount(jonas.page)
  await expect(tabs(jonas)).toHaveText(['Members', 'Your account'])
  await priya.page.goto('/')
  await priya.page.getByRole('link', { name: 'Settings' }).click()
  await expect(tabs(priya)).toHaveText(['Your account'])
  await expect(priya.page.getByLabel('Name', { exact: true })).toHaveValue('Priya')
})

test('on the sign-in and sign-up pages the heading stays in place, whatever appears below it', async ({
  browser,
}) => {
  await signUp(browser, 'Ada')
  const page = await (await browser.newContext()).newPage()
  const height = async () => (await page.getByRole('heading', { level: 1 }).boundingBox())?.y
  await page.goto('/sign-up')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const before = await height()
  await page.goto('/sign-in')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome back')
  expect(await height()).toBe(before)
  await page.getByLabel('E-mail').fill('nobody@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('This e-mail and password don’t match an account.')).toBeVisible()
  expect(await height()).toBe(before)
})

test('a password submitted before the page’s script has loaded appears in no URL', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  for (const [path, kept] of [
    ['/sign-in', PASSWORD],
    ['/sign-up', PASSWORD],
    ['/reset-password#token', ''],
  ] as const) {
    await page.goto(path)
    await page.getByLabel('password').fill(PASSWORD)
    await page.getByLabel('password').press('Enter')
    await expect(page.getByLabel('password')).toHaveValue(kept)
    expect(page.url()).not.toContain('?')
  }
})
