/** One person with two tabs: each survives what the other does to the session and to the copy on this device. */
import { expect, type Page } from '@playwright/test'
import { api, idOf, newDocument, PASSWORD, type Person, signIn, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

/** The text that the server has. */
async function contentOf(person: Person, url: string): Promise<string> {
  return await (await person.context.request.get(`/api/v1/documents/${idOf(url)}/content`)).text()
}

/** Types at the end of the text, letter by letter, as a person does. */
async function write(page: Page, text: string) {
  await textOf(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(text)
}

test('nothing that is typed is lost when another tab deletes the copy on this device', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  const errors: Error[] = []
  page.on('pageerror', (error) => errors.push(error))
  const url = await newDocument(ada, 'Two tabs')
  await write(page, 'Before.')
  await expect(statusOf(page)).toHaveText('Saved')

  const other = await context.newPage()
  await other.goto('/')
  const deleted = await other.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) =>
      name?.startsWith('quillwire.document.') ? [name] : [],
    )
    for (const name of names)
      await new Promise((done, fail) => {
        const request = indexedDB.deleteDatabase(name)
        request.onsuccess = done
        request.onerror = fail
      })
    return names.length
  })
  expect(deleted).toBe(1)
  // A background tab is drawn once a second, and typing in it is as slow.
  await page.bringToFront()

  await write(page, ' After it, a whole sentence.')
  await expect.poll(() => contentOf(ada, url)).toContain('Before. After it, a whole sentence.')
  await expect(statusOf(page)).toHaveText('Saved')
  expect(errors).toEqual([])

  // The page no longer claims that anything is kept on this device.
  await context.setOffline(true)
  await expect(statusOf(page)).toHaveText('Offline: keep this page open')
  await write(page, ' Offline too.')
  const question = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  await (await question).dismiss()
  await context.setOffline(false)
  await expect.poll(() => contentOf(ada, url)).toContain('a whole sentence. Offline too.')
})

test('a tab whose session another tab has ended is read-only, says so and leads to signing in', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  const url = await newDocument(ada, 'Signed out elsewhere')
  await write(page, 'Typed before.')
  const email = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).principal.email)

  const other = await context.newPage()
  await other.goto('/')
  // A copy left here by a person whose session ran out is deleted too.
  await other.evaluate(
    () =>
      new Promise((done) => {
        const request = indexedDB.open('quillwire.document.another.guest')
        request.onsuccess = () => done(request.result.close())
      }),
  )
  await other.getByRole('button', { name: 'Your account' }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(other.getByRole('heading', { name: 'Welcome back' })).toBeVisible()

  await page.bringToFront()
  const notice = page.getByTestId('signed-out')
  await expect(notice).toContainText('You were signed out in another window.')
  await expect(statusOf(page)).toHaveText('Signed out')
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await expect(page.getByLabel('Title', { exact: true })).not.toBeEditable()
  await expect(textOf(page)).toContainText('Typed before.')
  // Nothing of it is left on the device, and nothing comes back.
  await expect
    .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
    .toEqual([])

  await notice.getByRole('link', { name: 'Sign in' }).click()
  await signIn(page, email)
  await expect(page).toHaveURL(url)
  await expect(textOf(page)).toBeEditable()
  await write(page, ' Typed after.')
  await expect.poll(() => contentOf(ada, url)).toContain('Typed before. Typed after.')
})

test('a page whose session ran out goes on when the same person has signed in on another', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  const url = await newDocument(ada, 'Going on')
  const { email } = (await api(ada, 'GET', '/me')).principal
  await write(page, 'Before.')
  await expect(statusOf(page)).toHaveText('Saved')
  await context.setOffline(true)
  await expect(statusOf(page)).toHaveText('Offline: kept on this device')
  await write(page, ' Offline.')
  await context.clearCookies()
  await context.setOffline(false)
  const notice = page.getByTestId('signed-out')
  await expect(notice).toContainText('You are signed out.')
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')

  const other = await context.newPage()
  await other.goto('/sign-in')
  await signIn(other, email)
  await expect(other.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
  await other.close()
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(notice).toBeHidden()
  await expect(textOf(page)).toBeEditable()
  await write(page, ' After.')
  await expect(statusOf(page)).toHaveText('Saved')
  await expect.poll(() => contentOf(ada, url)).toContain('Before. Offline. After.')
})

test('a page notices by itself that its session has ended, and keeps what was written offline', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  // An open socket survives the offline emulation.
  let isCut = false
  await page.routeWebSocket(/\/collab/, (client) => {
    const server = client.connectToServer()
    client.onMessage((message) => {
      if (!isCut) server.send(message)
    })
  })
  const url = await newDocument(ada, 'Expired')
  const email = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).principal.email)
  await write(page, 'Online.')
  await expect(statusOf(page)).toHaveText('Saved')
  await context.setOffline(true)
  await expect(statusOf(page)).toHaveText('Offline: kept on this device')
  await write(page, ' Offline.')
  await context.clearCookies()
  await context.setOffline(false)

  const notice = page.getByTestId('signed-out')
  await expect(notice).toContainText('You are signed out.')
  await expect(textOf(page)).toHaveAttribute('contenteditable', 'false')
  await expect(textOf(page)).toContainText('Online. Offline.')

  await notice.getByRole('link', { name: 'Sign in' }).click()
  await signIn(page, email)
  await expect(page).toHaveURL(url)
  await expect.poll(() => contentOf(ada, url)).toContain('Online. Offline.')

  // Signing out discards unsent text only after a confirmation.
  await expect(statusOf(page)).toHaveText('Saved')
  await context.setOffline(true)
  await expect(statusOf(page)).toHaveText('Offline: kept on this device')
  isCut = true
  await write(page, ' Closed.')
  await page.close()
  await context.setOffline(false)
  const next = await context.newPage()
  await next.goto('/')
  const signOut = async () => {
    await next.getByRole('button', { name: 'Your account' }).click()
    await next.getByRole('menuitem', { name: 'Sign out' }).click()
  }
  await signOut()
  const question = next.getByRole('dialog', { name: 'Sign out and lose changes?' })
  await expect(question).toContainText('One document on this device has changes that were not sent yet.')
  await question.getByRole('button', { name: 'Stay signed in' }).click()
  await next.goto(url)
  await expect.poll(() => contentOf(ada, url)).toContain('Offline. C')
  await expect(statusOf(next)).toHaveText('Saved')
  await signOut()
  await expect(next.getByRole('heading', { name: 'Welcome back' })).toBeVisible()
})

test('a form filled in while the session ends keeps its input, and can be sent after signing in elsewhere', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  await page.goto('/settings/webhooks')
  const email = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).principal.email)
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  const form = page.getByRole('dialog', { name: 'Add endpoint' })
  await form.getByLabel('URL').fill('https://example.com/hook')
  await form.getByLabel('Description').fill('Typed for long')
  await context.clearCookies()
  const add = form.getByRole('button', { name: 'Add endpoint' })
  await add.click()
  await expect(form.getByRole('alert')).toHaveText(
    'You are signed out. Sign in again in another tab, and then try again here.',
  )
  const data = { email, password: PASSWORD }
  expect((await context.request.post('/api/auth/sign-in/email', { data })).ok()).toBe(true)
  await add.click()
  await expect(page.getByRole('heading', { name: 'Typed for long' })).toBeVisible()
})
