/** What a screen reader announces of a document, and how the keyboard reaches its tools. */
import { expect, type Page } from '@playwright/test'
import { api, newDocument, open, signUp, statusOf, team, textOf } from './people.ts'
import { test } from './test.ts'

/** Returns a function that gives the polite announcements since this call. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    const hear = (records: MutationRecord[]) => {
      for (const { target } of records) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest('[role=status]')
        if (region?.textContent) said.push(region.textContent)
      }
    }
    new MutationObserver(hear).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  // The cast: it was set above.
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said)
}

test('saving is silent; a lost network, its return, and people who come and go are announced', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const { page } = ada
  const url = await newDocument(ada, 'Minutes')
  const said = await listen(page)
  await textOf(page).click()
  for (const letter of 'All agreed') {
    await page.keyboard.type(letter)
    await expect(statusOf(page)).toHaveText('Saved')
  }
  expect(await said()).toEqual([])
  await open(jonas, url)
  await expect.poll(said).toEqual(['Jonas is here.'])
  await ada.context.setOffline(true)
  await expect.poll(said).toEqual(['Jonas is here.', 'Offline: kept on this device'])
  await ada.context.setOffline(false)
  await expect.poll(said).toEqual(['Jonas is here.', 'Offline: kept on this device', 'Saved'])
  await jonas.context.close()
  await expect.poll(async () => (await said()).at(-1)).toBe('Jonas has left.')
})

test('the title is a heading, and commented text refers to its comment', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const { id } = await api(ada, 'POST', '/documents', {
    title: 'Launch plan',
    markdown: 'We ship on Friday.',
  })
  await api(ada, 'POST', `/documents/${id}/threads`, { body: 'Is it?' })
  await open(ada, `/d/${id}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Launch plan' })).toBeVisible()
  await page.getByRole('button', { name: 'Comments: 1 open' }).click()
  const card = page.getByRole('article')
  await expect(textOf(page).locator('[role=mark]').first()).toHaveAttribute(
    'aria-details',
    (await card.getAttribute('id')) ?? '',
  )
})

test('the menu of blocks announces the current choice', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  await newDocument(ada, 'Notes')
  const text = textOf(page)
  await text.click()
  await page.keyboard.type('/')
  const chosen = page.getByRole('option', { selected: true })
  const isSaid = async (name: string) => {
    await expect(chosen).toContainText(name)
    await expect(text).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id')) ?? '')
  }
  await isSaid('Text')
  await page.keyboard.press('ArrowDown')
  await isSaid('Heading 1')
  await expect(text).toHaveAttribute('aria-controls', /./)
  // With forced colours, a frame shows it.
  await page.emulateMedia({ forcedColors: 'active' })
  await expect(chosen).toHaveCSS('outline-style', 'solid')
  await page.keyboard.type('nothing')
  await expect(page.getByRole('status').filter({ hasText: 'No block has this name.' })).toBeVisible()
  await expect(text).not.toHaveAttribute('aria-activedescendant', /./)
  await page.keyboard.press('Escape')
  await expect(text).not.toHaveAttribute('aria-controls', /./)
})

test('Alt+F10 leads from the text to the tools over it, the arrows through them, Escape back', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  const { page } = ada
  const url = await newDocument(ada, 'Plan')
  const markdown = '- [ ] A task\n\n| Who | What |\n| --- | --- |\n| Ada | Draft |'
  await api(ada, 'POST', `/documents/${url.split('/').at(-1)}/content/append`, { markdown })
  const text = textOf(page)
  await text.locator('td').first().click()
  const table = page.getByRole('toolbar', { name: 'Table' })
  await expect(table).toBeVisible()
  await page.keyboard.press('Alt+F10')
  const tool = (name: string) => table.getByRole('button', { name })
  await expect(tool('Row above')).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(tool('Delete table')).toBeFocused()
  await page.keyboard.press('Home')
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
  await expect(tool('Column right')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(text.locator('tr').first().locator('th, td')).toHaveCount(3)
  await expect(text).toBeFocused()
  await page.keyboard.press('Alt+F10')
  await page.keyboard.press('Escape')
  await expect(text).toBeFocused()

  await text.locator('p').filter({ hasText: 'A task' }).click()
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+End')
  const selected = page.getByRole('toolbar', { name: 'Selected text' })
  await expect(selected).toBeVisible()
  await page.keyboard.press('Alt+F10')
  await expect(selected.getByLabel('Turn into')).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(text.locator('strong')).toHaveText('A task')
})
