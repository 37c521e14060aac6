import { expect, type Locator, type Page } from '@playwright/test'
import { api, idOf, newDocument, open, signUp, team, textOf } from './people.ts'
import { test } from './test.ts'

async function beginComment(page: Page, letters: number, line: Locator) {
  // The page may still be scrolling to the thread that was last selected.
  await expect(async () => {
    await line.click()
    expect(await line.evaluate((element) => element.contains(getSelection()?.anchorNode ?? null))).toBe(true)
  }).toPass()
  await page.keyboard.press('Home')
  for (let i = 0; i < letters; i++) await page.keyboard.press('Shift+ArrowRight')
  await page.getByRole('toolbar', { name: 'Selected text' }).getByRole('button', { name: 'Comment' }).click()
}

async function comment(page: Page, letters: number, body: string, line = textOf(page).locator('p').first()) {
  await beginComment(page, letters, line)
  await page.getByLabel('Write a comment').fill(body)
  await page
    .getByRole('complementary', { name: 'Comments' })
    .getByRole('button', { name: 'Comment', exact: true })
    .click()
}

test('the first click into the text after a comment puts the caret there; cards are beside their text', async ({
  browser,
}) => {
  const { page, ...ada } = await signUp(browser, 'Ada')
  await newDocument({ page, ...ada }, 'After a comment')
  await textOf(page).click()
  for (const line of ['First line', 'Second line', 'Third line']) {
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
  }
  await comment(page, 5, 'Why?')
  await expect(page.locator('.thread-mark-active')).toHaveText('First')
  await textOf(page)
    .locator('p', { hasText: 'Third' })
    .click({ position: { x: 2, y: 10 } })
  await page.keyboard.type('The ')
  await expect(textOf(page).locator('p').nth(2)).toHaveText('The Third line')

  // A line that becomes a heading, or is broken, consists of new letters to Yjs. The thread moves to them.
  await textOf(page).locator('p').first().click()
  await page.keyboard.press('Home')
  await page.keyboard.type('# Our very ')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(textOf(page).locator('h1').first()).toHaveText('Our very')
  await expect(page.locator('.thread-mark')).toHaveText('First')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('ou')
  await expect(page.locator('.thread-mark')).toHaveText('Fouirst')

  // Of two threads on one line, the first pushes the second down, until the second is selected.
  await page.keyboard.press('End')
  for (const line of ['Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth', 'Ninth line']) {
    await page.keyboard.press('Enter')
    await page.keyboard.type(line)
  }
  const ninth = textOf(page).locator('p', { hasText: 'Ninth' })
  // A new thread is open: it is shown, even if resolved threads were shown before.
  await page.getByRole('tab', { name: 'Resolved' }).click()
  await comment(page, 5, 'Which one?', ninth)
  await comment(page, 3, 'How many?', ninth)
  const heightOf = async (of: Locator) => Math.round((await of.boundingBox())?.y ?? 0)
  const first = page.getByRole('article').filter({ hasText: 'Which one?' })
  const second = page.getByRole('article').filter({ hasText: 'How many?' })
  // Selecting a thread may scroll the page, so positions are relative to the line.
  const below = async (card: Locator) => (await heightOf(card)) - (await heightOf(ninth))
  // A new thread is selected at once.
  await expect(second.getByLabel('Reply')).toBeVisible()
  await first.getByText('Which one?').click()
  await expect.poll(async () => Math.abs(await below(first))).toBeLessThan(10)
  expect(await below(second)).toBeGreaterThan(60)
  await second.getByText('How many?').click()
  await expect.poll(async () => Math.abs(await below(second))).toBeLessThan(10)

  // A thread with only one's own words goes at once, and can be brought back while the message is shown.
  const remove = async (card: Locator) => {
    await card.getByRole('button', { name: 'Actions for the comment' }).click()
    await page.getByRole('menuitem', { name: 'Delete the thread' }).click()
    await expect(card).toHaveCount(0)
  }
  await remove(first)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(first).toHaveCount(1)
  await remove(second)
  // Leaving the page does not undo it.
  await page.reload()
  await expect(page.getByRole('button', { name: 'Comments: 2 open' })).toBeVisible()
  await expect(page.locator('.thread-mark').first()).toHaveText('Fouirst')
})

test('a thread with other people’s words is deleted only after a confirmation', async ({ browser }) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Threads')
  await textOf(ada.page).click()
  await ada.page.keyboard.type('The launch is on 3 March.')
  await comment(ada.page, 10, 'Is this confirmed?')
  await open(jonas, url)
  await jonas.page.locator('.thread-mark').click()
  const his = jonas.page.getByRole('article')
  await his.getByLabel('Reply').fill('Yes, today.')
  // An unfinished reply is kept while one looks something up, even with the comments closed.
  await textOf(jonas.page).locator('p').first().click()
  await expect(jonas.page.locator('.thread-mark-active')).toHaveCount(0)
  await expect(his.getByLabel('Reply')).toHaveValue('Yes, today.')
  await jonas.page.getByRole('button', { name: 'Close the comments' }).click()
  await jonas.page.locator('.thread-mark').click()
  await expect(his.getByLabel('Reply')).toHaveValue('Yes, today.')
  await his.getByRole('button', { name: 'Reply', exact: true }).click()
  await expect(his.getByLabel('Reply')).toHaveValue('')

  const hers = ada.page.getByRole('article')
  await expect(hers).toContainText('Yes, today.')
  await ada.page.getByRole('tab', { name: 'Resolved' }).click()
  await ada.page.locator('.thread-mark').click()
  await expect(hers).toContainText('Yes, today.')
  const remove = async (answer: string) => {
    await hers.getByRole('button', { name: 'Actions for the comment' }).first().click()
    await ada.page.getByRole('menuitem', { name: 'Delete the thread' }).click()
    const question = ada.page.getByRole('dialog', { name: 'Delete the thread?' })
    await question.getByRole('button', { name: answer }).click()
    await expect(question).toHaveCount(0)
  }
  await remove('Cancel')
  await expect(jonas.page.locator('.thread-mark')).toHaveText('The launch')
  await remove('Delete the thread')
  await expect(jonas.page.locator('.thread-mark')).toHaveCount(0)

  // Nor are they lost with a thread of one's own words whose deletion is pending when the page is left.
  await comment(ada.page, 10, 'Really?')
  await expect(jonas.page.locator('.thread-mark')).toHaveText('The launch')
  const path = `/documents/${idOf(url)}/threads`
  const [thread] = (await api(jonas, 'GET', path)).items
  await hers.getByRole('button', { name: 'Actions for the comment' }).click()
  await ada.page.getByRole('menuitem', { name: 'Delete the thread' }).click()
  // The message stays while the mouse is over it.
  await ada.page.getByText('Thread deleted.').hover()
  await api(jonas, 'POST', `${path}/${thread.id}/comments`, { body: 'Really.' })
  await ada.page.reload()
  await expect(ada.page.getByRole('button', { name: 'Comments: 1 open' })).toBeVisible()
  await expect(jonas.page.locator('.thread-mark')).toHaveText('The launch')
})

test('a comment begun while another is being sent is not lost with it', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const id = idOf(await newDocument(ada, 'Two at once'))
  await api(ada, 'POST', `/documents/${id}/content/append`, { markdown: 'First\n\nSecond' })
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(`**/documents/${id}/threads`, async (route) => {
    if (route.request().postData()?.includes('Slow')) await held
    await route.continue()
  })
  await comment(page, 5, 'Slow', textOf(page).locator('p', { hasText: 'First' }))
  await beginComment(page, 6, textOf(page).locator('p', { hasText: 'Second' }))
  const field = page.getByLabel('Write a comment')
  await expect(field).toHaveValue('')
  await expect(field).toBeFocused()
  await page.keyboard.type('Not lost')
  letGo()
  await expect(page.getByRole('article').filter({ hasText: 'Slow' })).toBeVisible()
  await expect(field).toHaveValue('Not lost')
  await expect(field).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article').filter({ hasText: 'Not lost' })).toBeVisible()
})

test('comments that could not be read while the server was away are there once the document is', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.clock.install()
  const url = await newDocument(ada, 'Restarted')
  await api(ada, 'POST', `/documents/${idOf(url)}/threads`, { body: 'Why?' })
  let asked = 0
  const away = (path: string) =>
    page.route(path, async (route) => {
      if (path.endsWith('/threads')) asked += 1
      await route.fulfill({ status: 503 })
    })
  await away('**/threads')
  await away('**/tickets')
  await page.goto(url)
  const later = () => page.clock.fastForward('00:10')
  // The number of automatic retries.
  await expect
    .poll(async () => {
      await later()
      return asked
    })
    .toBe(3)
  await page.unroute('**/threads')
  await page.unroute('**/tickets')
  await expect(async () => {
    await later()
    await expect(page.getByRole('button', { name: 'Comments: 1 open' })).toBeVisible({ timeout: 1000 })
  }).toPass()
})

test('with the comments open, the word count is at the foot of the window, even under a short text', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await page.setViewportSize({ width: 1440, height: 900 })
  await newDocument(ada, 'Short')
  await page.getByRole('button', { name: 'Comments', exact: true }).click()
  await expect(page.getByRole('complementary', { name: 'Comments' })).toBeVisible()
  const box = await page.getByTestId('word-count').boundingBox()
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(870)
})

test('a very long word makes a thread no wider than its column', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const id = idOf(await newDocument(ada, 'Launch plan'))
  const body = 'x'.repeat(300)
  await api(ada, 'POST', `/documents/${id}/threads`, { body })
  await page.getByRole('button', { name: 'Comments: 1 open' }).click()
  const card = page.getByRole('article')
  await card.getByText(body).click()
  await expect(card.getByLabel('Reply')).toBeInViewport({ ratio: 1 })
  await expect(card.getByRole('button', { name: 'Actions for the comment' })).toBeInViewport({ ratio: 1 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
})

test('of hundreds of threads only those near the window are drawn, and keyboard and text still lead to each', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const id = idOf(await newDocument(ada, 'Much said'))
  const count = 120
  const lines = Array.from(
    { length: count },
    (_, index) => `Line ${index}. ${'It says a little more. '.repeat(12)}`,
  )
  await api(ada, 'PUT', `/documents/${id}/content`, { markdown: lines.join('\n\n') })
  const nowhere = { start: 'AAEAAA==', end: 'AAEAAA==' }
  for (const index of lines.keys())
    await api(ada, 'POST', `/documents/${id}/threads`, {
      anchor: nowhere,
      quote: `Line ${index}.`,
      body: `About ${index}`,
    })
  await page.reload()
  const comments = page.getByRole('complementary', { name: 'Comments' })
  const card = (index: number) =>
    comments.getByRole('article', { name: `Comment on “Line ${index}.”`, exact: true })
  await page.getByRole('button', { name: 'Comments' }).click()
  await expect(card(0)).toBeInViewport()
  await expect(card(3)).toHaveAttribute('aria-setsize', String(count))
  await expect(card(3)).toHaveAttribute('aria-posinset', '4')
  expect(await comments.getByRole('article').count()).toBeLessThan(count / 2)

  // A click on the text brings its card beside it, even if the card was not drawn.
  const markOf = (index: number) =>
    page.locator('.thread-mark', { hasText: new RegExp(`^Line ${index}\\.$`) })
  const mark = markOf(90)
  await mark.scrollIntoViewIfNeeded()
  await mark.click()
  await expect(card(90)).toBeInViewport()
  const level = async () =>
    Math.abs(((await card(90).boundingBox())?.y ?? 0) - ((await mark.boundingBox())?.y ?? 1e6))
  await expect.poll(level).toBeLessThan(8)
  await expect(card(60)).toHaveCount(0)

  // An unfinished reply is kept while the card is out of sight, and the focus stays in it.
  await card(90).getByLabel('Reply').fill('On its way')
  await page.mouse.move(600, 400)
  await page.mouse.wheel(0, -100_000)
  await expect(card(2)).toBeInViewport()
  await expect(card(90).getByLabel('Reply')).toBeFocused()

  // The keyboard moves from card to card, including those that were not drawn.
  const far = 20
  await expect(card(far)).toHaveCount(0)
  await card(8).getByRole('button', { name: 'About 8' }).focus()
  for (let index = 9; index <= far; index++) {
    await expect(async () => {
      await page.keyboard.press('Tab')
      await expect(card(index).getByRole('button', { name: `About ${index}` })).toBeFocused({ timeout: 100 })
    }).toPass()
  }
  await expect(card(far)).toBeInViewport()

  // In a narrow window they are a list at the foot, which scrolls separately.
  await page.setViewportSize({ width: 390, height: 800 })
  await markOf(70).scrollIntoViewIfNeeded()
  await markOf(70).click()
  await expect(card(70)).toBeInViewport()
  await card(70).hover()
  await page.mouse.wheel(0, 100_000)
  await expect(card(count - 1)).toBeInViewport()
  await expect(card(count - 2)).toBeInViewport()
})

test('of many threads on one line, the selected one moves beside its text, and the others make way', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const id = idOf(await newDocument(ada, 'Dense'))
  const lines = ['First.', 'Second.', ...Array.from({ length: 40 }, () => 'It says a little more.')]
  await api(ada, 'PUT', `/documents/${id}/content`, { markdown: lines.join('\n\n') })
  const anchor = { start: 'AAEAAA==', end: 'AAEAAA==' }
  for (let index = 0; index < 13; index++)
    await api(ada, 'POST', `/documents/${id}/threads`, {
      anchor,
      quote: index < 12 ? 'First.' : 'Second.',
      body: `About ${index}`,
    })
  await page.reload()
  await page.getByRole('button', { name: 'Comments' }).click()
  const card = (index: number) =>
    page.getByRole('article').filter({ has: page.getByText(`About ${index}`, { exact: true }) })
  const away = (index: number, words: string) => async () => {
    const text = await textOf(page).locator('p', { hasText: words }).boundingBox()
    return Math.abs(((await card(index).boundingBox())?.y ?? 1e6) - (text?.y ?? 0))
  }
  await expect(card(0)).toBeInViewport()
  await expect(card(12)).not.toBeInViewport({ ratio: 1 })

  await page.locator('.thread-mark', { hasText: 'Second.' }).click()
  await expect.poll(away(12, 'Second.')).toBeLessThan(10)
  await expect(card(12).getByLabel('Reply')).toBeInViewport()
  const shownAt = (index: number) =>
    card(index).evaluate((element) => getComputedStyle(element.parentElement ?? element).opacity)
  await expect.poll(() => shownAt(0)).toBe('0')

  // The keyboard reaches those that made way, and they move to their text.
  await card(9).getByRole('button', { name: 'About 9' }).focus()
  await expect.poll(() => shownAt(9)).toBe('1')
  await expect(card(9)).toBeInViewport({ ratio: 1 })
  await expect.poll(away(9, 'First.')).toBeLessThan(10)

  // With none selected, they are shown from the first one on.
  await textOf(page).locator('p').last().click()
  await expect.poll(() => shownAt(0)).toBe('1')
  await expect.poll(away(0, 'First.')).toBeLessThan(10)
})
