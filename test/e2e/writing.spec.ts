import { expect, type Page } from '@playwright/test'
import { api, idOf, newDocument, open, type Person, signUp, statusOf, team, textOf } from './people.ts'
import { test } from './test.ts'

test('two people write at once, see each other, and undo only what is theirs', async ({ browser }) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Launch plan')
  await open(jonas, url)
  await expect(jonas.page.getByLabel('Title', { exact: true })).toHaveValue('Launch plan')
  const [hers, his] = [textOf(ada.page), textOf(jonas.page)]
  await hers.click()
  await ada.page.keyboard.type('First line by Ada.')
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('Second line by Ada.')
  await expect(his).toContainText('Second line by Ada.')
  await his.locator('p').first().click()
  await jonas.page.keyboard.press('End')
  await Promise.all([
    jonas.page.keyboard.type(' And Jonas.', { delay: 15 }),
    ada.page.keyboard.type(' More of it.', { delay: 15 }),
  ])
  for (const text of [hers, his])
    await expect(text.locator('p')).toHaveText([
      'First line by Ada. And Jonas.',
      'Second line by Ada. More of it.',
    ])

  // The caret stays in place in the middle of a line while somebody else writes before it.
  await ada.page.keyboard.press('Control+Home')
  for (let i = 0; i < 'First'.length; i++) await ada.page.keyboard.press('ArrowRight')
  await jonas.page.keyboard.press('Home')
  await Promise.all([
    jonas.page.keyboard.type('So: ', { delay: 60 }),
    ada.page.keyboard.type(' and best', { delay: 40 }),
  ])
  for (const text of [hers, his])
    await expect(text.locator('p').first()).toHaveText('So: First and best line by Ada. And Jonas.')

  await expect(ada.page.locator('.remote-caret-label')).toHaveAttribute('data-name', 'Jonas')
  await jonas.page.keyboard.press('Shift+Home')
  await expect(ada.page.locator('.remote-selection').first()).toBeVisible()
  await expect(ada.page.getByRole('list', { name: 'Who is here' }).getByRole('listitem')).toHaveCount(2)

  await jonas.page.keyboard.press('End')
  await expect(async () => {
    await jonas.page.keyboard.press('Control+z')
    await expect(hers).not.toContainText('And', { timeout: 500 })
  }).toPass()
  await expect(hers).toContainText('More of it.')

  // The same in the title.
  const titleOf = ({ page }: Person) => page.getByLabel('Title', { exact: true })
  await titleOf(jonas).click()
  await jonas.page.keyboard.press('End')
  await titleOf(ada).click()
  await ada.page.keyboard.press('Home')
  await Promise.all([
    jonas.page.keyboard.type(' for the coming spring', { delay: 5 }),
    ada.page.keyboard.type('The whole and long ', { delay: 5 }),
  ])
  for (const person of [ada, jonas])
    await expect(titleOf(person)).toHaveValue('The whole and long Launch plan for the coming spring')
  await expect(statusOf(ada.page)).toHaveText('Saved')
})

test('blocks and marks by Markdown, by the slash menu and by the selection menu', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const url = await newDocument(ada, 'Blocks')
  const type = async (...lines: string[]) => {
    for (const line of lines) {
      await page.keyboard.type(line)
      await page.keyboard.press('Enter')
    }
  }
  await textOf(page).click()
  await type('# One', '## Two', '### Three')
  await type('Some **bold** and *italic* and ~~gone~~ and `code` here')
  await type('- bullet', '[x] boxed', '', '1. number', '', '[ ] task', '', '> quote', '')
  await page.keyboard.type('```js')
  await page.keyboard.press('Enter')
  await page.keyboard.type('const answer = 42')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type('/')
  const options = page.getByRole('listbox', { name: 'Blocks' }).getByRole('option')
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.type('div')
  await expect(options).toHaveCount(1)
  await page.keyboard.press('Enter')
  await page.keyboard.type('/table')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Cell')
  await expect(page.getByRole('toolbar', { name: 'Table' })).toBeVisible()
  const text = textOf(page)
  for (const [tag, content] of [
    ['h1', 'One'],
    ['h2', 'Two'],
    ['h3', 'Three'],
    ['strong', 'bold'],
    ['em', 'italic'],
    ['s', 'gone'],
    ['p code', 'code'],
    ['ul:not([data-type]) li', 'bullet'],
    ['ol li', 'number'],
    ['li[data-checked=true] p', 'boxed'],
    ['li[data-checked=false] p', 'task'],
    ['blockquote', 'quote'],
    ['pre .hljs-number', '42'],
    ['th >> nth=0', 'Cell'],
  ] as const)
    await expect(text.locator(tag).first()).toHaveText(content)
  await expect(text.locator('hr')).toHaveCount(1)

  await text.locator('li', { hasText: 'task' }).getByRole('checkbox').check()
  await text.locator('h2').dblclick({ position: { x: 12, y: 12 } })
  await page
    .getByRole('toolbar', { name: 'Selected text' })
    .getByRole('button', { name: 'Underline' })
    .click()
  await expect(text.locator('h2 u')).toHaveText('Two')
  await page
    .getByRole('toolbar', { name: 'Selected text' })
    .getByRole('button', { name: 'Link', exact: true })
    .click()
  await page.getByLabel('Link address').fill('javascript:alert(1)')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Link address')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Link address').fill('example.com')
  await page.keyboard.press('Enter')
  await expect(text.locator('h2 a')).toHaveAttribute('href', 'https://example.com')
  await expect(page.getByTestId('word-count')).toHaveText(/\d+ words/)

  await expect(statusOf(page)).toHaveText('Saved')
  const response = await ada.context.request.get(`/api/v1/documents/${idOf(url)}/content`)
  const markdown = await response.text()
  for (const part of [
    '# One',
    '### Three',
    '**bold**',
    '~~gone~~',
    '- bullet',
    '1. number',
    '- [x] task',
    '> quote',
    '```js',
    '| Cell',
  ])
    expect(markdown).toContain(part)
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAEUlEQVR42mNk+M9QzwAFjDAGAB0pAgHrT1lbAAAAAElFTkSuQmCC',
  'base64',
)

test('images by button, paste and drag stay where they were put while others type, and others see them', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Pictures')
  await open(jonas, url)
  const { page } = ada
  await textOf(page).click()
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.type('/image')
  await page.keyboard.press('Enter')
  const names = ['first', 'second', 'third']
  await (await chooser).setFiles(
    names.map((name) => ({ name: `${name}.png`, mimeType: 'image/png', buffer: PNG })),
  )
  // Not counting those that are still being sent.
  const images = textOf(page).locator('img[src*="/files/"]')
  await expect(images).toHaveCount(3)
  expect(await images.evaluateAll((all) => all.map((image) => image.getAttribute('alt')))).toEqual(names)
  await page.keyboard.type('Here:')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Last line.')
  await expect(textOf(jonas.page)).toContainText('Last line.')

  const give = (kind: 'paste' | 'drop') =>
    textOf(page)
      .locator('p')
      .filter({ hasText: 'Here:' })
      .evaluate(
        (element, [type, base64]) => {
          const bytes = Uint8Array.from(atob(String(base64)), (letter) => letter.charCodeAt(0))
          const data = new DataTransfer()
          data.items.add(new File([bytes], 'dot.png', { type: 'image/png' }))
          const box = element.getBoundingClientRect()
          const init = { bubbles: true, cancelable: true, clientX: box.left + 5, clientY: box.top + 5 }
          element.dispatchEvent(
            type === 'paste'
              ? new ClipboardEvent('paste', { ...init, clipboardData: data })
              : new DragEvent('drop', { ...init, dataTransfer: data }),
          )
        },
        [kind, PNG.toString('base64')],
      )
  await give('paste')
  await expect(images).toHaveCount(4)

  const { promise: typed, resolve: goOn } = Promise.withResolvers<void>()
  await page.route('**/files', async (route) => {
    await typed
    await route.continue()
  })
  await give('drop')
  await expect(page.getByText('Uploading the image…')).toBeVisible()
  await textOf(jonas.page).locator('p').filter({ hasText: 'Here:' }).click()
  await jonas.page.keyboard.press('Home')
  await jonas.page.keyboard.type('Right ')
  await expect(textOf(page)).toContainText('Right Here:')
  await expect(page.getByText('Uploading the image…')).toBeVisible()
  goOn()
  const seen = textOf(jonas.page).locator('img[src]')
  await expect(seen).toHaveCount(5)
  for (const text of [textOf(page), textOf(jonas.page)])
    await expect(text.locator('p:has-text("Right Here:") + .node-image > img')).toHaveCount(1)
  await expect.poll(() => seen.first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(3)

  // Images copied into another document become its own files: its readers need not be able to read this one.
  await textOf(page).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  const other = await newDocument(ada, 'Copies')
  await textOf(page).click()
  await page.keyboard.press('Control+v')
  await expect(textOf(page).locator(`img[src*="/documents/${idOf(other)}/files/"]`)).toHaveCount(5)
})

test('an image above the limit is refused with the limit before any of it is sent', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Pictures')
  let sent = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/files')) sent += 1
  })
  await textOf(page).click()
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.type('/image')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles([
    { name: 'scan.png', mimeType: 'image/png', buffer: Buffer.concat([PNG, Buffer.alloc(20 * 1024 * 1024)]) },
    { name: 'dot.png', mimeType: 'image/png', buffer: PNG },
  ])
  await expect(page.getByText('“scan.png” is not in the text. A file may have at most 20 MiB.')).toBeVisible()
  await expect(textOf(page).locator('img[src*="/files/"]')).toHaveCount(1)
  expect(sent).toBe(1)
})

test('an empty file is refused with a message, and causes no error of the page', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const errors: Error[] = []
  page.on('pageerror', (error) => errors.push(error))
  await newDocument(ada, 'Pictures')
  await textOf(page).click()
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.type('/image')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles({ name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) })
  await expect(page.getByText('“empty.png” is not in the text.')).toBeVisible()
  await expect(page.locator('.image-uploading')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('an image is shown while it is sent; one that did not arrive is sent again by a button, to its place', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Pictures')
  await textOf(page).click()
  await page.keyboard.type('Above')
  await page.keyboard.press('Enter')
  const { promise: seen, resolve: goOn } = Promise.withResolvers<void>()
  await page.route(
    '**/files',
    async (route) => {
      await seen
      await route.abort()
    },
    { times: 1 },
  )
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.type('/image')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles({ name: 'dot.png', mimeType: 'image/png', buffer: PNG })
  const preview = page.locator('.image-uploading img')
  await expect.poll(() => preview.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(3)
  goOn()
  await expect(preview).toHaveCount(0)
  await expect(page.getByText('“dot.png” is not in the text.')).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(textOf(page).locator('p:has-text("Above") + .node-image > img[src*="/files/"]')).toHaveCount(1)
})

test('a large image shows its progress, and its upload can be cancelled', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Pictures')
  await textOf(page).click()
  await page.keyboard.type('Above')
  const network = await ada.context.newCDPSession(page)
  const throttle = async (uploadThroughput: number) =>
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    })
  await throttle(150_000)
  const choose = async () => {
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await page.keyboard.type('/image')
    await page.keyboard.press('Enter')
    const buffer = Buffer.concat([PNG, Buffer.alloc(3 * 1024 * 1024)])
    await (await chooser).setFiles({ name: 'scan.png', mimeType: 'image/png', buffer })
  }
  await choose()
  const progress = page.getByRole('progressbar', { name: 'Uploaded' })
  await expect(progress).toBeVisible()
  await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0.02)
  await expect(page.locator('.image-uploading')).toContainText(/Uploading the image….*[1-9]\d?%/)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.locator('.image-uploading')).toHaveCount(0)
  await expect(textOf(page)).toBeFocused()
  await expect(page.getByText('is not in the text')).toHaveCount(0)
  await expect(textOf(page).locator('img')).toHaveCount(0)

  await throttle(-1)
  await choose()
  await expect(textOf(page).locator('img[src*="/files/"]')).toHaveCount(1)
})

/** How many updates this browser has stored. */
async function keptUpdates(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const found = (await indexedDB.databases()).find(({ name }) => name?.startsWith('quillwire.document.'))
    if (!found?.name) return 0
    const { name } = found
    return await new Promise<number>((done, fail) => {
      const opening = indexedDB.open(name)
      opening.onerror = () => fail(opening.error)
      opening.onsuccess = () => {
        const counting = opening.result.transaction('updates').objectStore('updates').count()
        counting.onsuccess = () => {
          opening.result.close()
          done(counting.result)
        }
        counting.onerror = () => fail(counting.error)
      }
    })
  })
}

test('text written offline survives a reload, and is merged on return', async ({ browser }) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Offline')
  await open(jonas, url)
  const { page, context } = ada
  await textOf(page).click()
  await page.keyboard.type('Online.')
  await expect(statusOf(page)).toHaveText('Saved')
  // A reload without a network can only work once the service worker has the page.
  await expect
    .poll(() => page.evaluate(async () => (await caches.match(location.pathname)) !== undefined))
    .toBe(true)
  await context.setOffline(true)
  await expect(statusOf(page)).toHaveText('Offline: kept on this device')
  const before = await keptUpdates(page)
  const typed = ' Offline one.'
  await page.keyboard.type(typed)
  await expect.poll(() => keptUpdates(page)).toBeGreaterThanOrEqual(before + typed.length)
  await page.reload()
  await expect(textOf(page)).toContainText('Online. Offline one.')
  await textOf(page).locator('p').first().click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Offline two.')
  // Chromium's emulation tells a reloaded page that it is online. The page then finds out by itself that nothing
  // answers.
  await expect(statusOf(page)).toHaveText(/^(Offline: kept on this device|Server unreachable)$/)

  // Meanwhile the line that she writes in is made a heading, which is another block to Yjs.
  await textOf(jonas.page).click()
  await jonas.page.keyboard.press('Control+Alt+2')
  await jonas.page.keyboard.press('Control+End')
  await jonas.page.keyboard.press('Enter')
  await jonas.page.keyboard.type('Meanwhile Jonas.')
  await expect(statusOf(jonas.page)).toHaveText('Saved')

  await context.setOffline(false)
  for (const one of [ada, jonas]) {
    await expect(textOf(one.page).locator('h2')).toHaveText('Online. Offline one. Offline two.')
    await expect(textOf(one.page).locator('p')).toHaveText('Meanwhile Jonas.')
  }
  await expect(statusOf(page)).toHaveText('Saved')

  // A large copy is no load for the server: on reopening, the two are compared, and the copy is not sent.
  const markdown = 'A long line. '.repeat(5_000)
  await api(ada, 'POST', `/documents/${idOf(url)}/content/append`, { markdown })
  await expect(textOf(page)).toContainText('A long line.')
  let sent = 0
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => (sent += payload.length)))
  await page.reload()
  await expect(statusOf(page)).toHaveText('Saved')
  expect(sent).toBeGreaterThan(0)
  expect(sent).toBeLessThan(markdown.length / 10)
})

test('an edit through the API appears in the open editor', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const url = await newDocument(ada, 'Live')
  await textOf(ada.page).click()
  await ada.page.keyboard.type('Typed.')
  await expect(statusOf(ada.page)).toHaveText('Saved')
  const { key } = await api(ada, 'POST', '/api-keys', { name: 'CRM', scopes: ['documents:write'] })
  const append = await fetch(new URL(`/api/v1/documents/${idOf(url)}/content/append`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ markdown: '## From the CRM' }),
  })
  expect(append.status).toBe(204)
  await expect(textOf(ada.page).locator('h2')).toHaveText('From the CRM')
})
