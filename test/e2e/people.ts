/** People in separate windows, and what tests often do with them. */
import { randomUUID } from 'node:crypto'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
} from '@playwright/test'

export interface Person {
  name: string
  context: BrowserContext
  page: Page
}

export const PASSWORD = 'correct horse battery'

/** Signs up by the form in a new window: with an invitation link, or for a new workspace. */
export async function signUpByForm(browser: Browser, name: string, invitation?: string): Promise<Person> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(invitation ?? '/sign-up')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill(addressOf(name))
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
  return { name, context, page }
}

/** A person with an account, in a new window that shows nothing yet. Sends the same request as the form. */
export async function signUp(
  browser: Browser,
  name: string,
  invitation?: string,
  options?: BrowserContextOptions,
): Promise<Person> {
  const context = await browser.newContext(options)
  const [page] = await Promise.all([context.newPage(), createAccount(context, name, invitation)])
  return { name, context, page }
}

/** Makes an account and signs it in in this window. */
export async function createAccount(
  context: BrowserContext,
  name: string,
  invitation?: string,
): Promise<void> {
  const data = {
    name,
    email: addressOf(name),
    password: PASSWORD,
    ...(invitation && { invitation: idOf(invitation) }),
  }
  const response = await context.request.post('/api/auth/sign-up/email', { data, headers: fromElsewhere() })
  expect(response.ok(), await response.text()).toBe(true)
}

/** A random address: so many people sign up within minutes that a single address would be refused. */
const fromElsewhere = () => ({
  'x-forwarded-for': `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 256)).join('.')}`,
})

const addressOf = (name: string) => `${name.toLowerCase()}-${randomUUID()}@example.com`

/** Signs in by the form, on a page that shows it. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Makes an invitation link as an admin. */
export async function invitationLink(admin: Person): Promise<string> {
  return (await api(admin, 'POST', '/invitations', {})).url
}

export async function team(browser: Browser): Promise<[Person, Person]> {
  const ada = await signUp(browser, 'Ada')
  const jonas = await signUp(browser, 'Jonas', await invitationLink(ada))
  return [ada, jonas]
}

export const textOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Document text' })
export const statusOf = (page: Page): Locator => page.getByTestId('document-status')

/** Makes a new document, opens it, and waits until it can be written in. Returns its address. */
export async function newDocument(person: Person, title: string): Promise<string> {
  const { page } = person
  const { id } = await api(person, 'POST', '/documents', { title })
  await page.goto(`/d/${id}`)
  await expect(textOf(page)).toBeEditable()
  await expect(statusOf(page)).toHaveText('Saved')
  return page.url()
}

export async function open({ page }: Person, url: string): Promise<void> {
  await page.goto(url)
  await expect(textOf(page)).toBeVisible()
}

/** Pastes this into the text; each content by its type. */
export async function paste(page: Page, content: Record<string, string>) {
  await textOf(page).evaluate((element, entries) => {
    const clipboardData = new DataTransfer()
    for (const [type, data] of Object.entries(entries)) clipboardData.setData(type, data)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, content)
}

/** Selects this many letters at the start of the text's first line. */
export async function selectStart(page: Page, letters: number): Promise<void> {
  await textOf(page).locator('p').first().click()
  await page.keyboard.press('Home')
  for (let i = 0; i < letters; i++) await page.keyboard.press('Shift+ArrowRight')
}

/** Sends a request to the API as the person who is signed in in this window. */
export async function api(person: Person, method: string, path: string, data?: unknown) {
  const response = await person.context.request.fetch(`/api/v1${path}`, {
    method,
    ...(data === undefined ? {} : { data }),
  })
  expect(response.ok(), `${method} ${path}: ${response.status()}`).toBe(true)
  const text = await response.text()
  return text ? JSON.parse(text) : undefined
}

export const idOf = (url: string): string => url.split('/').at(-1) ?? ''
