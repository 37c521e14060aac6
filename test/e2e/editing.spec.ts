import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { api, idOf, newDocument, open, paste, signUp, statusOf, team, textOf } from './people.ts'
import { test } from './test.ts'

test('text typed after a link is not part of it; a click under a table at the end begins a paragraph', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Ends')
  const text = textOf(page)
  await text.click()
  await page.keyboard.type('https://example.com and more.')
  await expect(text.locator('a')).toHaveText('https://example.com')
  await page.keyboard.press('Shift+Home')
  await page
    .getByRole('toolbar', { name: 'Selected text' })
    .getByRole('button', { name: 'Link', exact: true })
    .click()
  await page.getByLabel('Link address').fill('javascript:alert(1)')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('toolbar', { name: 'Selected text' }).getByRole('alert')).toHaveText(
    'A link leads to a web page or an e-mail address.',
  )
  await page.getByLabel('Link address').fill('example.com')
  await page.keyboard.press('Enter')
  await expect(text.locator('a')).toHaveText('https://example.com and more.')
  await page.keyboard.press('End')
  await page.keyboard.type(' No link.')
  await expect(text.locator('a')).toHaveText('https://example.com and more.')
  await expect(text.locator('p')).toHaveText('https://example.com and more. No link.')

  await page.keyboard.press('Enter')
  await page.keyboard.type('See [the notes](example.com/notes) first.')
  await expect(text.locator('a[href="https://example.com/notes"]')).toHaveText('the notes')
  await expect(text.locator('p').last()).toHaveText('See the notes first.')

  await page.keyboard.press('Enter')
  await page.keyboard.type('/table')
  await page.keyboard.press('Enter')
  const table = text.locator('> :last-child')
  await expect(table).toHaveClass(/tableWrapper/)
  // The tools are above the table, not over the text in it.
  const tools = page.getByRole('toolbar', { name: 'Table' })
  await expect(tools).toBeVisible()
  const foot = async () => {
    const box = await tools.boundingBox()
    return Math.round((box?.y ?? 0) + (box?.height ?? 0))
  }
  await expect.poll(foot).toBeLessThan((await table.boundingBox())?.y ?? 0)
  await expect(tools.getByRole('button', { name: 'Row above' })).toBeDisabled()
  await tools.getByRole('button', { name: 'Header row' }).click()
  await expect(table.locator('th')).toHaveCount(0)
  await tools.getByRole('button', { name: 'Row above' }).click()
  await tools.getByRole('button', { name: 'Column left' }).click()
  await expect(table.locator('tr')).toHaveCount(4)
  await expect(table.locator('tr').first().locator('td')).toHaveCount(4)
  await clickBelow(page)
  await page.keyboard.type('After the table')
  await expect(text.locator('> :last-child')).toHaveText('After the table')
  const blocks = await text.locator('> *').count()
  await clickBelow(page)
  await page.keyboard.type(' and on')
  await expect(text.locator('> *')).toHaveCount(blocks)
  await expect(text.locator('> :last-child')).toHaveText('After the table and on')
})

test('a document that begins with an image or a table opens with nothing selected, and no tools over it', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  const toolbars = page.getByRole('toolbar')
  for (const first of ['image', 'table']) {
    const { id } = await api(ada, 'POST', '/documents', { title: first })
    const multipart = { file: { name: 'dot.png', mimeType: 'image/png', buffer: PNG } }
    const { url } = await (await context.request.post(`/api/v1/documents/${id}/files`, { multipart })).json()
    const markdown = first === 'image' ? `![A dot](${url})\n\nBelow.` : '| a |\n| - |\n| b |\n\nBelow.'
    await api(ada, 'POST', `/documents/${id}/content/append`, { markdown })
    await open(ada, `/d/${id}`)
    await expect(statusOf(page)).toHaveText('Saved')
    await expect(page.locator('.ProseMirror-selectednode')).toHaveCount(0)
    await expect(toolbars).toHaveCount(0)
    await textOf(page).locator('img, td').first().click()
    await expect(toolbars).toHaveCount(1)
    // Nor do they come back because somebody else writes while the focus is elsewhere.
    await page.getByLabel('Title', { exact: true }).click()
    await expect(toolbars).toHaveCount(0)
    await api(ada, 'POST', `/documents/${id}/content/append`, { markdown: 'More.' })
    await expect(textOf(page)).toContainText('More.')
    await expect(toolbars).toHaveCount(0)
    // Going on from the title by Enter does not overwrite an image.
    await page.getByLabel('Title', { exact: true }).press('Enter')
    await page.keyboard.type('Written')
    await expect(textOf(page).locator('img, table')).toHaveCount(1)
    await expect(textOf(page).locator('> p, td p, th p').first()).toHaveText(
      first === 'image' ? 'Written' : 'Writtena',
    )
  }
})

test('an image that the server does not give shows its description and why, and stays in the text', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Pictures' })
  const [cat, dog, bird] = [0, 1, 2].map(() => `/api/v1/documents/${id}/files/${crypto.randomUUID()}`)
  const markdown = `Above.\n\n![A cat](${cat})\n\n![](${dog})\n\n![A bird](${bird})\n\n![A typo](<https://[>)\n\nBelow.`
  await api(ada, 'PUT', `/documents/${id}/content`, { markdown })
  const content = async () => await (await ada.context.request.get(`/api/v1/documents/${id}/content`)).text()
  const before = await content()
  await page.route(`**${dog}`, (route) => route.fulfill({ status: 410, json: {} }))
  // What may pass is not said to be lost.
  await page.route(`**${bird}`, (route) => route.fulfill({ status: 503, json: {} }))
  const checked = page.waitForResponse(
    (response) => response.request().method() === 'HEAD' && response.url().endsWith(`${bird}`),
  )
  await open(ada, `/d/${id}`)
  await checked
  const lost = textOf(page).locator('.image-lost')
  await expect(lost).toHaveText(['A catThis image cannot be shown here.', 'This image is no longer there.'])
  await expect(textOf(page).locator('img')).toHaveCount(2)
  await expect(statusOf(page)).toHaveText('Saved')

  const { url } = await api(ada, 'POST', `/documents/${id}/share-links`, { role: 'viewer' })
  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto(url)
  await expect(visitor.getByText('A cat', { exact: true })).toBeVisible()
  expect(await content()).toBe(before)

  // It can be described anew, moved and removed like any image.
  await lost.first().click()
  await page.getByRole('textbox', { name: 'Description of the image' }).fill('My cat')
  await expect(lost.first()).toHaveText('My catThis image cannot be shown here.')
  await page.getByRole('button', { name: 'Remove the image' }).click()
  await expect(lost).toHaveCount(1)
})

test('an image that fails is asked for once, however often it is drawn as its description is written', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Pictures' })
  const bird = `/api/v1/documents/${id}/files/${crypto.randomUUID()}`
  await api(ada, 'PUT', `/documents/${id}/content`, { markdown: `![A](${bird})\n\nBelow.` })
  await page.route(`**${bird}`, (route) => route.fulfill({ status: 503, json: {} }))
  let questions = 0
  page.on('request', (request) => {
    if (request.method() === 'HEAD' && request.url().endsWith(bird)) questions += 1
  })
  await open(ada, `/d/${id}`)
  await expect.poll(() => questions).toBe(1)
  await textOf(page).locator('.node-image').click()
  const description = page.getByRole('textbox', { name: 'Description of the image' })
  await description.press('End')
  for (const letter of ' bird') {
    // Each letter draws the image anew, which fails again.
    const failed = page.evaluate(
      () => new Promise((done) => document.addEventListener('error', done, { once: true, capture: true })),
    )
    await description.press(letter === ' ' ? 'Space' : letter)
    await failed
  }
  await expect(textOf(page).locator('img')).toHaveAttribute('alt', 'A bird')
  // Whatever was asked because of the last letter was asked before this.
  await page.evaluate(() => fetch('/readyz'))
  expect(questions).toBe(1)
})

test('an image of another document is not said to be gone to a visitor who may not see that one', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const other = await api(ada, 'POST', '/documents', { title: 'Internal' })
  const multipart = { file: { name: 'dot.png', mimeType: 'image/png', buffer: PNG } }
  const file = await ada.context.request.post(`/api/v1/documents/${other.id}/files`, { multipart })
  const { id } = await api(ada, 'POST', '/documents', { title: 'Open' })
  await api(ada, 'PUT', `/documents/${id}/content`, { markdown: `![A plan](${(await file.json()).url})` })
  await open(ada, `/d/${id}`)
  const image = textOf(page).locator('img')
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0)

  const { url } = await api(ada, 'POST', `/documents/${id}/share-links`, { role: 'viewer' })
  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto(url)
  await expect(textOf(visitor).locator('.image-lost')).toHaveText('A planThis image cannot be shown here.')
})

test('a selection within an image selects it, so that Backspace removes it', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Pictures' })
  const image = `/api/v1/documents/${id}/files/${crypto.randomUUID()}`
  await api(ada, 'PUT', `/documents/${id}/content`, { markdown: `Above.\n\n![A cat](${image})\n\nBelow.` })
  await open(ada, `/d/${id}`)
  await textOf(page).getByText('Above.').click()
  // As a browser does for a screen reader.
  await textOf(page)
    .locator('.node-image')
    .evaluate((node) => getSelection()?.collapse(node, 0))
  await expect(textOf(page).locator('.node-image.ProseMirror-selectednode')).toHaveCount(1)
  await page.keyboard.press('Backspace')
  await expect(textOf(page).locator('.node-image')).toHaveCount(0)
  await expect(textOf(page)).toContainText('Above.')
})

test('a list within a task has its bullets, and a numbered one its numbers', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const url = await newDocument(ada, 'Tasks')
  const markdown = '- [ ] Pack\n  - Tent\n- [x] Leave\n  1. Lock\n  2. Go'
  await api(ada, 'PUT', `/documents/${idOf(url)}/content`, { markdown })
  const inner = textOf(page).locator('li[data-checked] :is(ul, ol) > li')
  await expect(inner).toHaveText(['Tent', 'Lock', 'Go'])
  for (const item of await inner.all()) await expect(item).toHaveCSS('display', 'list-item')
})

test('Enter in the title writes nothing into a read-only document', async ({ browser }) => {
  const [ada, jonas] = await team(browser)
  const { id } = await api(ada, 'POST', '/documents', { title: 'Rules' })
  await api(ada, 'POST', `/documents/${id}/content/append`, { markdown: '---\n\nBelow.' })
  await api(ada, 'PATCH', `/documents/${id}/access`, { generalAccess: 'viewer' })
  await open(jonas, `/d/${id}`)
  await expect(statusOf(jonas.page)).toHaveText('Read-only')
  await jonas.page.getByLabel('Title', { exact: true }).press('Enter')
  await expect(textOf(jonas.page).locator('> :first-child')).toHaveJSProperty('tagName', 'HR')
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Clicks on the empty area under the last block. */
async function clickBelow(page: Page) {
  const last = await textOf(page).locator('> :last-child').boundingBox()
  await page.mouse.click((last?.x ?? 0) + 40, (last?.y ?? 0) + (last?.height ?? 0) + 60)
}

test('the menu of blocks moves with its line when the page scrolls', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.setViewportSize({ width: 1200, height: 700 })
  await newDocument(ada, 'Scrolled')
  await textOf(page).click()
  for (let line = 0; line < 24; line++) await page.keyboard.press('Enter')
  await page.keyboard.type('/')
  const menu = page.getByRole('listbox', { name: 'Blocks' })
  await expect(menu).toBeVisible()
  const distance = async () => {
    const line = await textOf(page).locator('p').last().boundingBox()
    const box = await menu.boundingBox()
    return Math.round((line?.y ?? 0) - ((box?.y ?? 0) + (box?.height ?? 0)))
  }
  const before = await distance()
  await page.mouse.move(400, 300)
  await page.mouse.wheel(0, 120)
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(0)
  await expect.poll(distance).toBe(before)
  await page.getByLabel('Title', { exact: true }).click()
  await expect(menu).toBeHidden()
})

test('a new document can be written in at once: its title, and after Enter its text', async ({ browser }) => {
  const { page } = await signUp(browser, 'Ada')
  await page.goto('/')
  await page.getByRole('main').getByRole('button', { name: 'New document' }).first().click()
  const title = page.getByLabel('Title', { exact: true })
  await expect(title).toBeFocused()
  await page.keyboard.type('Pla')
  // The Enter that accepts a candidate of an input method does not leave the title.
  await title.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
  await page.keyboard.type('n')
  await page.keyboard.press('Enter')
  await page.keyboard.type('The first line.')
  await expect(title).toHaveValue('Plan')
  await expect(textOf(page).locator('p')).toHaveText('The first line.')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.type(' B')
  await expect(title).toHaveValue('Plan B')
})

test('Arabic text and its bullets run from the right, next to text that runs from the left', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'خطة (2027)!')
  const text = textOf(page)
  await text.click()
  await page.keyboard.type('سنطلق يوم الجمعة!\nWe ship on Friday.\n- البند الأول')
  /** Where the letters begin, from the left (0) to the right (1) of their container. */
  const beginOf = (line: Locator) =>
    line.evaluate((element) => {
      const letters = document.createRange()
      letters.selectNodeContents(element)
      const [first] = letters.getClientRects()
      const box = element.getBoundingClientRect()
      return first ? (first.left + first.right - 2 * box.left) / 2 / box.width : Number.NaN
    })
  expect(await beginOf(text.locator('p').nth(0))).toBeGreaterThan(0.5)
  expect(await beginOf(text.locator('p').nth(1))).toBeLessThan(0.5)
  const item = text.getByRole('listitem')
  expect(await beginOf(item.locator('p'))).toBeGreaterThan(0.5)
  await expect(item).toHaveCSS('direction', 'rtl')
  await page.keyboard.type('\n\n[ ] مهمة')
  const task = text.getByRole('checkbox', { name: 'مهمة' })
  await expect(task).toBeVisible()
  const leftOf = async (of: Locator) => (await of.boundingBox())?.x ?? Number.NaN
  expect(await leftOf(task)).toBeGreaterThan((await leftOf(text)) + 200)
})

test('the bar appears over a mouse selection, and goes with a click into it; ⌘K is for links there', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'By mouse')
  const text = textOf(page)
  await text.click()
  for (const line of ['First line', 'Second line', 'Third line']) {
    await page.keyboard.insertText(line)
    await page.keyboard.press('Enter')
  }
  const bar = page.getByRole('toolbar', { name: 'Selected text' })
  const line = text.locator('p', { hasText: 'Third' })
  const { x = 0, y = 0 } = (await line.boundingBox()) ?? {}
  await page.mouse.move(x + 1, y + 12)
  await page.mouse.down()
  await page.mouse.move(x + 40, y + 12, { steps: 4 })
  await page.mouse.up()
  await expect(bar).toBeVisible()
  const gap = async () => {
    const box = await bar.boundingBox()
    return y - (box?.y ?? 0) - (box?.height ?? 0)
  }
  await expect.poll(gap).toBeGreaterThanOrEqual(0)
  await expect.poll(gap).toBeLessThan(20)
  await page.mouse.click(x + 20, y + 12)
  await expect(bar).toBeHidden()
  await page.keyboard.press('Home')
  await page.keyboard.press('Control+Shift+ArrowRight')
  await page.keyboard.press('Control+k')
  await page.getByLabel('Link address').fill('example.com')
  // The focus is in the form, so the browser no longer shows the selection: the page marks it instead.
  const marked = line.locator('.marked-selection')
  await expect(marked).toHaveText(/^Third ?$/)
  await page.keyboard.press('Escape')
  await expect(marked).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.getByLabel('Link address').fill('example.com')
  await page.keyboard.press('Enter')
  await expect(marked).toHaveCount(0)
  await expect(line.locator('a')).toHaveAttribute('href', 'https://example.com')
  await page.mouse.click(x + 20, y + 12)
  const link = page.getByRole('toolbar', { name: 'Link' })
  await expect(link.getByRole('link')).toHaveText('example.com')
  await link.getByRole('button', { name: 'Edit the link' }).click()
  await page.getByLabel('Link address').fill('example.com/notes')
  await page.keyboard.press('Enter')
  await expect(line.locator('a')).toHaveAttribute('href', 'https://example.com/notes')
  await page.mouse.click(x + 20, y + 12)
  await link.getByRole('button', { name: 'Remove the link' }).click()
  await expect(line.locator('a')).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Search or jump to' })).toBeVisible()
})

test('pasted content becomes the blocks that it was elsewhere, and copied text reads as Markdown', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Clipboard')
  const text = textOf(page)
  await text.click()
  const word = (level: number, sign: string, words: string) =>
    `<p class=MsoListParagraph style='mso-list:l0 level${level} lfo1'><span style='mso-list:Ignore'>${sign}</span>${words}</p>`
  await paste(page, {
    'text/html': `${word(1, '1.', 'One')}${word(2, '·', 'Inner')}${word(1, '2.', 'Two')}<h5>Deep</h5>
      <ul><li role="checkbox" aria-checked="true"><img src="data:,">Done</li></ul>
      <p><img src="file:///C:/cat.png">End</p>`,
  })
  await expect(text.locator('> ol > li')).toHaveText(['OneInner', 'Two'])
  await expect(text.locator('> ol > li > ul > li')).toHaveText('Inner')
  await expect(text.locator('h3')).toHaveText('Deep')
  await expect(text.locator('li[data-checked=true] p')).toHaveText('Done')
  await expect(page.getByText('An image was left out.')).toBeVisible()
  await expect(text.locator('img')).toHaveCount(0)

  // Google writes an empty line as a line break between paragraphs, Word as a paragraph with a blank.
  await page.keyboard.press('Control+a')
  await paste(page, {
    'text/html': `<b style="font-weight:normal" id="docs-internal-guid-1"><p>From Google</p><br><p>Docs</p><br></b>`,
  })
  await expect(text.locator('> *')).toHaveText(['From Google', '', 'Docs'])
  await expect(text.locator('br:not(.ProseMirror-trailingBreak)')).toHaveCount(0)
  await page.keyboard.press('Control+a')
  await paste(page, {
    'text/html': `<p class=MsoNormal>From<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Word<br>indeed</p>`,
  })
  await expect(text.locator('> *')).toHaveText(['From', /^$/, 'Wordindeed'])
  await expect(text.locator('br:not(.ProseMirror-trailingBreak)')).toHaveCount(1)

  // Notion writes checkboxes as letters.
  await page.keyboard.press('Control+a')
  await paste(page, {
    'text/html': '<ul>\n<li>[ ]  To do</li>\n<li>[x]  Done\n<ul>\n<li>[1] A note</li>\n</ul>\n</li>\n</ul>',
  })
  await expect(text.locator('li[data-checked=false] > div > p')).toHaveText('To do')
  await expect(text.locator('li[data-checked=true] > div > p')).toHaveText('Done')
  await expect(text.locator('li li')).toHaveText('[1] A note')

  // A picture in a task is a box only where Google wrote it.
  await page.keyboard.press('Control+a')
  await paste(page, { 'text/html': '<ul><li><input type="checkbox"> Look<img src="/icon.svg"></li></ul>' })
  await expect(text.locator('li[data-checked=false] > div > p')).toHaveText('Look')
  await expect(text.locator('li img')).toHaveAttribute('src', '/icon.svg')

  // Other editors made with ProseMirror have images that only they can show.
  await page.keyboard.press('Control+a')
  await paste(page, {
    'text/html':
      '<p data-pm-slice="0 0 []">From elsewhere</p><img src="blob:https://wiki.example/1"><img src="/icon.svg">',
  })
  await expect(text.locator('p').first()).toHaveText('From elsewhere')
  await expect(text.locator('img')).toHaveAttribute('src', '/icon.svg')
  await expect(page.getByText('An image was left out.').first()).toBeVisible()

  const markdown = '# Plan\n\n- one\n  - two\n\n| a | b |\n| - | - |\n| c | d |'
  // Markdown is read once its reader has been loaded.
  await expect(async () => {
    await page.keyboard.press('Control+a')
    await paste(page, { 'text/plain': markdown })
    await expect(text.locator('h1')).toHaveText('Plan', { timeout: 1000 })
  }).toPass()
  await expect(text.locator('ul ul li')).toHaveText('two')
  await expect(text.locator('td')).toHaveText(['c', 'd'])
  await page.keyboard.press('Control+a')
  expect(await copiedText(page)).toBe('Plan\n\n- one\n  - two\n\na\tb\nc\td')
})

test('a file that is not an image is refused, and one dropped beside the text does not replace the page', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page, context } = ada
  await newDocument(ada, 'Files')
  // Not in the folder of this test: without a locale, the browser finds no path with characters outside ASCII.
  const folder = await mkdtemp(join(tmpdir(), 'quillwire-'))
  const file = join(folder, 'report.pdf')
  await writeFile(file, '%PDF-1.4')
  const devTools = await context.newCDPSession(page)
  const drop = async (target: Locator) => {
    const box = await target.boundingBox()
    const at = { x: (box?.x ?? 0) + 10, y: (box?.y ?? 0) + 10 }
    const data = { items: [], files: [file], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devTools.send('Input.dispatchDragEvent', { type, ...at, data })
  }
  await drop(textOf(page))
  const reason =
    '“report.pdf” is not in the text. Only PNG, JPEG, GIF, WebP and AVIF images can be put into a document.'
  await expect(page.getByText(reason)).toBeVisible()
  await drop(page.getByLabel('Title', { exact: true }))
  await drop(page.getByRole('navigation').first())
  await textOf(page).click()
  await page.keyboard.type('Still here.')
  await expect(textOf(page)).toHaveText('Still here.')
  expect(context.pages()).toEqual([page])
  await rm(folder, { recursive: true })
})

async function copiedText(page: Page): Promise<string> {
  return await textOf(page).evaluate((element) => {
    const clipboardData = new DataTransfer()
    element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
    return clipboardData.getData('text/plain')
  })
}

test('a click just beside the box of a task ticks it', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', { title: 'Tasks', markdown: '- [ ] Send it round' })
  await open(ada, `/d/${id}`)
  await expect(textOf(page)).toBeEditable()
  const task = page.getByRole('checkbox', { name: 'Send it round' })
  const box = await task.boundingBox()
  if (!box) throw new Error('the box is not drawn')
  await page.mouse.click(box.x - 3, box.y + box.height + 3)
  await expect(task).toBeChecked()
})
