import { expect, type Page, type Request } from '@playwright/test'
import { FRAGMENT } from '@quillwire/editor'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import {
  api,
  idOf,
  newDocument,
  open,
  type Person,
  selectStart,
  signUp,
  statusOf,
  team,
  textOf,
} from './people.ts'
import { test } from './test.ts'

test('a comment shows at once, is answered, resolved, reopened and deleted; its mark moves with the text', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Comments')
  await textOf(ada.page).click()
  await ada.page.keyboard.type('The launch is on 3 March.')
  await open(jonas, url)
  await selectStart(ada.page, 10)
  await ada.page
    .getByRole('toolbar', { name: 'Selected text' })
    .getByRole('button', { name: 'Comment' })
    .click()
  await ada.page.getByLabel('Write a comment').fill('Is this confirmed?')
  await ada.page
    .getByRole('complementary', { name: 'Comments' })
    .getByRole('button', { name: 'Comment', exact: true })
    .click()

  await expect(jonas.page.locator('.thread-mark')).toHaveText('The launch')
  const said = (page: Page) => page.getByRole('status').filter({ hasText: 'commented' })
  await expect(said(jonas.page)).toHaveText('Ada commented: Is this confirmed?')
  await jonas.page.locator('.thread-mark').click()
  const card = jonas.page.getByRole('article', { name: 'Comment on “The launch”' })
  await expect(card).toContainText('Is this confirmed?')
  await card.getByLabel('Reply').fill('Yes, today.')
  await card.getByRole('button', { name: 'Reply', exact: true }).click()
  const hers = ada.page.getByRole('article', { name: 'Comment on “The launch”' })
  await expect(hers).toContainText('Yes, today.')
  await expect(said(ada.page)).toHaveText('Jonas commented: Yes, today.')

  await textOf(jonas.page).locator('p').first().click()
  await jonas.page.keyboard.press('Home')
  await jonas.page.keyboard.type('Note: ')
  await expect(textOf(ada.page)).toContainText('Note: The launch')
  await expect(ada.page.locator('.thread-mark')).toHaveText('The launch')

  await hers.getByRole('button', { name: 'Resolve' }).click()
  await expect(jonas.page.locator('.thread-mark')).toHaveCount(0)
  await jonas.page.getByRole('tab', { name: 'Resolved' }).click()
  await card.getByRole('button', { name: 'Reopen' }).click()
  await expect(ada.page.locator('.thread-mark')).toHaveText('The launch')

  // The text goes, the quote stays.
  await textOf(ada.page).locator('p').first().click()
  await ada.page.keyboard.press('Control+a')
  await ada.page.keyboard.press('Delete')
  await expect(hers).toContainText('This text is gone.')
  await expect(hers).toContainText('The launch')
  await hers.getByRole('button', { name: 'Actions for the comment' }).first().click()
  await ada.page.getByRole('menuitem', { name: 'Delete' }).click()
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete the thread' }).click()
  await expect(hers).toHaveCount(0)
})

test('a role that is given, changed or taken away shows in the open editor at once', async ({ browser }) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Roles')
  await textOf(ada.page).click()
  await ada.page.keyboard.type('Read me.')
  await open(jonas, url)
  await expect(statusOf(jonas.page)).toHaveText('Saved')

  await ada.page.getByRole('button', { name: 'Share' }).click()
  const dialog = ada.page.getByRole('dialog')
  await dialog.getByLabel('Add a person').fill('Jonas')
  await dialog.getByLabel('Role for the person').selectOption('viewer')
  await dialog.getByRole('option', { name: 'Jonas' }).click()
  await expect(statusOf(jonas.page)).toHaveText('Read-only')
  await expect(textOf(jonas.page)).toHaveAttribute('contenteditable', 'false')

  // The tools for a selection follow the right as well.
  await textOf(jonas.page)
    .locator('p')
    .first()
    .dblclick({ position: { x: 12, y: 12 } })
  await dialog.getByLabel('Role of Jonas').selectOption('commenter')
  await expect(jonas.page.getByRole('toolbar', { name: 'Selected text' }).getByRole('button')).toHaveText([
    'Comment',
  ])

  await dialog.getByLabel('Role of Jonas').selectOption('editor')
  await expect(textOf(jonas.page)).toHaveAttribute('contenteditable', 'true')

  // Text written while the right is taken away is not lost silently, and is sent when the right comes back.
  await expect
    .poll(() => jonas.page.evaluate(async () => (await caches.match(location.pathname)) !== undefined))
    .toBe(true)
  await jonas.context.setOffline(true)
  // An open socket survives Chromium's offline emulation.
  await jonas.page.reload()
  await textOf(jonas.page).locator('p').first().click()
  await jonas.page.keyboard.type('From the train. ')
  // The right must end before he is back online: whatever he sent before that would be accepted.
  const changed = ada.page.waitForResponse(
    (response) => response.url().endsWith('/access') && response.request().method() === 'POST',
  )
  await dialog.getByLabel('Role of Jonas').selectOption('viewer')
  await changed
  await jonas.context.setOffline(false)
  await expect(jonas.page.getByTestId('document-banner')).toContainText('on this device only')
  await expect(statusOf(jonas.page)).toHaveText('Read-only')
  await dialog.getByLabel('Role of Jonas').selectOption('editor')
  // Her dialog hides the text behind it from screen readers, so it cannot be found by its role.
  await expect(ada.page.getByLabel('Document text')).toContainText('From the train.')
  await expect(jonas.page.getByTestId('document-banner')).toBeHidden()
  await expect(statusOf(jonas.page)).toHaveText('Saved')

  await dialog.getByLabel('Role of everyone in the workspace').selectOption('')
  await dialog.getByLabel('Role of Jonas').selectOption('remove')
  await expect(jonas.page.getByRole('heading', { name: 'You no longer have access' })).toBeVisible()
  // Nor does the device keep the text, the page or its name.
  await expect
    .poll(() =>
      jonas.page.evaluate(async () => ({
        texts: (await indexedDB.databases()).map(({ name }) => name),
        page: (await caches.match(window.location.pathname)) !== undefined,
      })),
    )
    .toEqual({ texts: [], page: false })
  await jonas.page.reload()
  await expect(jonas.page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})

test('text written offline in a document that has since gone can be copied, and is not left by accident', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Gone')
  const id = idOf(url)
  await api(ada, 'POST', `/documents/${id}/content/append`, { markdown: 'Sent.' })
  const { page, context } = jonas
  await openOffline(jonas, url)
  await textOf(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('From the train.')
  await api(ada, 'PATCH', `/documents/${id}/access`, { generalAccess: null })
  await context.setOffline(false)
  const unsent = page.getByRole('region', { name: 'What you wrote last' })
  await expect(unsent).toContainText('What you wrote last was not saved.')
  await expect(unsent).toContainText('From the train.')
  await expect(page.getByRole('alert').filter({ has: unsent })).not.toContainText('Sent.')
  const asked = page.waitForEvent('dialog')
  const follow = page.getByRole('link', { name: 'To your documents' }).click()
  await (await asked).dismiss()
  await follow
  await expect(unsent).toContainText('From the train.')
  const question = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  await (await question).accept()
})

test('text written offline can be copied at the address of a document that is gone', async ({ browser }) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Gone')
  const { page, context } = jonas
  await openOffline(jonas, url)
  await textOf(page).click()
  await page.keyboard.type('From the train.')
  await expect(statusOf(page)).toHaveText('Offline: kept on this device')
  await wordsAreKept(page)
  await page.goto('about:blank')
  await api(ada, 'PATCH', `/documents/${idOf(url)}/access`, { generalAccess: null })
  await context.setOffline(false)
  const letGo = await holdCopies(jonas)
  await page.bringToFront()
  const answer = await page.goto(url)
  expect(answer?.status()).toBe(404)
  const unsent = page.getByRole('region', { name: 'What you wrote last' })
  // A person who leaves before the device has read it finds it on coming back.
  await page.getByRole('link', { name: 'Go to your documents' }).click()
  await expect(page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
  await letGo()
  await page.goto(url)
  await expect(unsent).toContainText('From the train.')
  const question = page.waitForEvent('dialog')
  const leaving = page.goto('/')
  await (await question).accept()
  await leaving
  // It existed only in that page, as the page said.
  await page.goto(url)
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await expect(unsent).toBeHidden()
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([])
})

test('text that a visitor wrote offline can be copied after their link has ended', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const url = await newDocument(ada, 'Open for a day')
  const path = `/documents/${idOf(url)}/share-links`
  const { id, url: link } = await api(ada, 'POST', path, { role: 'editor' })
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  await expect(textOf(page)).toBeEditable()
  await openOffline({ name: 'Guest', page, context }, page.url())
  await textOf(page).click()
  await page.keyboard.type('From the train.')
  await expect(statusOf(page)).toHaveText('Offline: kept on this device')
  await wordsAreKept(page)
  await page.goto('about:blank')
  await api(ada, 'DELETE', `${path}/${id}`)
  await context.setOffline(false)
  await page.goto(url)
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  const unsent = page.getByRole('region', { name: 'What you wrote last' })
  await expect(unsent).toContainText('From the train.')

  // It is sent once another link lets them in again.
  const { url: another } = await api(ada, 'POST', path, { role: 'editor' })
  await page.goto(another)
  await expect(statusOf(page)).toHaveText('Saved')
  await expect(textOf(ada.page)).toContainText('From the train.')
})

test('whoever is to sign in loads the editor’s code only for text that this device keeps, and can do without', async ({
  browser,
}) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const id = crypto.randomUUID()
  const scriptsOf = async (path: string) => {
    const scripts = new Set<string>()
    const note = (request: Request) =>
      void (request.resourceType() === 'script' && scripts.add(request.url()))
    page.on('request', note)
    await page.goto(path, { waitUntil: 'networkidle' })
    page.off('request', note)
    return scripts
  }
  const needed = await scriptsOf('/sign-in')
  expect([...(await scriptsOf(`/sign-in?next=/d/${id}`))].filter((one) => !needed.has(one))).toEqual([])

  await page.evaluate(
    (id) => localStorage.setItem(`quillwire.unsent.quillwire.document.${id}.guest`, '1:0'),
    id,
  )
  const isMore = (url: URL) => url.pathname.endsWith('.js') && !needed.has(url.href)
  await page.route(isMore, (route) => route.abort())
  const failed = page.waitForEvent('requestfailed', (request) => isMore(new URL(request.url())))
  await page.goto(`/sign-in?next=/d/${id}`)
  await failed
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled()
})

test('a link gives its role to a visitor without an account, until it is revoked', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  await newDocument(ada, 'Open to the world')
  await textOf(ada.page).click()
  await ada.page.keyboard.type('Hello visitor.')
  await ada.page.getByRole('button', { name: 'Share' }).click()
  const dialog = ada.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'New link' }).click()
  await dialog.getByLabel('Role of the new link').selectOption('commenter')
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const link = await dialog.getByRole('textbox', { name: 'Share link' }).inputValue()

  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto(link)
  await expect(textOf(visitor)).toContainText('Hello visitor.')
  await expect(statusOf(visitor)).toHaveText('Read-only')
  await ada.page.keyboard.press('Escape')
  await expect(ada.page.getByRole('list', { name: 'Who is here' })).toContainText('Guest')
  await textOf(visitor)
    .locator('p')
    .first()
    .dblclick({ position: { x: 12, y: 12 } })
  await visitor.getByRole('button', { name: 'Comment', exact: true }).click()
  await visitor.getByLabel('Write a comment').fill('Nice to be here')
  await visitor
    .getByRole('complementary', { name: 'Comments' })
    .getByRole('button', { name: 'Comment', exact: true })
    .click()
  await expect(ada.page.locator('.thread-mark')).toHaveText('Hello')

  await ada.page.getByRole('button', { name: 'Share' }).click()
  await dialog.getByRole('button', { name: 'New link' }).click()
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  await dialog.getByRole('button', { name: 'Revoke link 1 (can comment)' }).click()
  const question = ada.page.getByRole('dialog', { name: 'Revoke link 1 (can comment)?' })
  await question.getByRole('button', { name: 'Revoke' }).click()
  await expect(visitor.getByRole('heading', { name: 'You no longer have access' })).toBeVisible()
  await visitor.goto(link)
  await expect(visitor.getByText('This link no longer works.')).toBeVisible()
})

test('a reader of blocks that a program wrote without ids changes nothing, even on reconnecting', async ({
  browser,
  baseURL,
}) => {
  const [ada, jonas] = await team(browser)
  const { id } = await api(ada, 'POST', '/documents', { title: 'From a program' })
  const { token } = await api(ada, 'POST', `/documents/${id}/tickets`)
  const ydoc = new Y.Doc()
  const program = new WebsocketProvider(`${baseURL?.replace('http', 'ws')}/yjs`, id, ydoc, {
    params: { token },
  })
  const synced = new Promise((done) => program.once('sync', done))
  const write = (text: string) => {
    const line = new Y.XmlElement('paragraph')
    line.insert(0, [new Y.XmlText(text)])
    ydoc.getXmlFragment(FRAGMENT).push([line])
  }
  let connections = 0
  let cut = () => {}
  await jonas.page.routeWebSocket(/\/collab/, (client) => {
    connections += 1
    const server = client.connectToServer()
    cut = () => {
      void client.close({ code: 1012, reason: 'cut' })
      void server.close()
    }
  })
  try {
    await synced
    write('First')
    await api(ada, 'PATCH', `/documents/${id}/access`, { generalAccess: 'viewer' })
    await open(jonas, `/d/${id}`)
    await expect(statusOf(jonas.page)).toHaveText('Read-only')
    cut()
    await expect.poll(() => connections).toBeGreaterThan(1)
    await expect(statusOf(jonas.page)).toHaveText('Read-only')
    for (const text of ['Second', 'Third']) {
      write(text)
      await expect(textOf(jonas.page)).toContainText(text)
    }
    await expect(jonas.page.getByTestId('document-banner')).toBeHidden()
  } finally {
    program.destroy()
  }
})

/** Opens a document, and reloads it without a network. */
async function openOffline(person: Person, url: string) {
  const { page, context } = person
  await open(person, url)
  await expect
    .poll(() => page.evaluate(async () => (await caches.match(location.pathname)) !== undefined))
    .toBe(true)
  await context.setOffline(true)
  // An open socket survives Chromium's offline emulation.
  await page.reload()
}

/** Waits until what was just typed is stored: reading the copy is queued behind all earlier writes. */
function wordsAreKept(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases())
      await new Promise<void>((done) => {
        const request = indexedDB.open(name)
        request.onsuccess = () => {
          const store = request.result.transaction('updates').objectStore('updates')
          store.count().onsuccess = () => {
            request.result.close()
            done()
          }
        }
      })
  })
}

/** Keeps the browser's database busy, so that no copy can be read until the returned function is called. */
async function holdCopies({ context }: Person): Promise<() => Promise<void>> {
  const page = await context.newPage()
  await page.goto('/')
  await page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases())
      await new Promise<void>((done) => {
        const request = indexedDB.open(name)
        request.onsuccess = () => {
          const store = request.result.transaction('updates', 'readwrite').objectStore('updates')
          const hold = () => {
            store.count().onsuccess = hold
          }
          hold()
          done()
        }
      })
  })
  return () => page.close()
}
