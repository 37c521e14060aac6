/**
 * Input methods for Japanese, Chinese and Korean: what is typed is composed, and becomes text when a candidate is
 * chosen.
 */
import { type CDPSession, expect } from '@playwright/test'
import { newDocument, open, type Person, signUp, team, textOf } from './people.ts'
import { test } from './test.ts'

test('a composition stays one word while somebody else writes and deletes around it in the same line', async ({
  browser,
}) => {
  const [hanako, jonas] = await team(browser)
  const url = await newDocument(hanako, 'Words')
  await textOf(hanako.page).click()
  await hanako.page.keyboard.insertText('abc def ghi')
  await open(jonas, url)
  const line = (person: Person) => textOf(person.page).locator('p')
  await expect(line(jonas)).toHaveText('abc def ghi')
  const letters = await inputMethod(hanako)

  await letters.compose('に')
  await expect(line(jonas)).toHaveText('abc def ghiに')
  await line(jonas).click()
  await jonas.page.keyboard.press('Home')
  for (const _ of 'abc d') await jonas.page.keyboard.press('ArrowRight')
  await jonas.page.keyboard.type('XY')
  await expect(line(hanako)).toContainText('abc dXYef')
  await letters.compose('にほ')
  await jonas.page.keyboard.press('Delete')
  await jonas.page.keyboard.press('Home')
  await jonas.page.keyboard.press('Delete')
  await expect(line(hanako)).toContainText('bc dXYf ghiにほ')
  await expect(line(jonas)).toHaveText('bc dXYf ghiにほ')
  // Directly before it, too.
  await jonas.page.keyboard.press('End')
  for (const _ of 'にほ') await jonas.page.keyboard.press('ArrowLeft')
  await jonas.page.keyboard.type('Z')
  await expect(line(hanako)).toContainText('bc dXYf ghiZにほ')
  await letters.compose('にほん')
  await letters.choose('日本')
  await hanako.page.keyboard.type('!')
  for (const person of [hanako, jonas]) await expect(line(person)).toHaveText('bc dXYf ghiZ日本!')
})

test('two people compose at the same place, and each gets what they chose', async ({ browser }) => {
  const [hanako, jonas] = await team(browser)
  const url = await newDocument(hanako, 'Both')
  await textOf(hanako.page).click()
  await hanako.page.keyboard.insertText('abc')
  await open(jonas, url)
  const line = (person: Person) => textOf(person.page).locator('p')
  await expect(line(jonas)).toHaveText('abc')
  await line(jonas).click()
  await jonas.page.keyboard.press('End')
  const letters = await inputMethod(hanako)
  const others = await inputMethod(jonas)
  for (const [hers, his] of [
    ['ㅎ', 'n'],
    ['하', 'ni'],
    ['한', 'nih'],
    ['한그', 'niha'],
  ] as const) {
    await letters.compose(hers)
    await expect(line(jonas)).toContainText(hers)
    await others.compose(his)
    await expect(line(hanako)).toContainText(his)
  }
  await letters.choose('한글')
  await others.choose('你好')
  await hanako.page.keyboard.type('!')
  await jonas.page.keyboard.type('?')
  for (const person of [hanako, jonas])
    await expect(line(person)).toHaveText(/^abc(한글!你好\?|你好\?한글!)$/)
})

test('the Escape that cancels a composition closes no dialog', async ({ browser }) => {
  const { page } = await signUp(browser, 'Hanako')
  await page.goto('/')
  await expect(page.getByText('Write the first document')).toBeVisible()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox')
  await expect(field).toBeFocused()
  await field.dispatchEvent('keydown', { key: 'Escape', bubbles: true, isComposing: true })
  await page.keyboard.type('日本')
  await expect(field).toHaveValue('日本')
  await field.press('Escape')
  await expect(field).toHaveCount(0)
})

test('Markdown signs mark words without a blank before them', async ({ browser }) => {
  const hanako = await signUp(browser, 'Hanako')
  await newDocument(hanako, 'Signs')
  await textOf(hanako.page).click()
  await hanako.page.keyboard.insertText('这是')
  await hanako.page.keyboard.type('**')
  await hanako.page.keyboard.insertText('重点')
  await hanako.page.keyboard.type('**')
  await hanako.page.keyboard.insertText('吧，用')
  await hanako.page.keyboard.type('`npm`')
  const line = textOf(hanako.page).locator('p')
  await expect(line.locator('strong')).toHaveText('重点')
  await expect(line.locator('code')).toHaveText('npm')
  await expect(line).toHaveText('这是重点吧，用npm')
})

/** An input method in Chromium, as for a keyboard of such a language. */
async function inputMethod({ context, page }: Person) {
  const session: CDPSession = await context.newCDPSession(page)
  return {
    compose: (text: string) =>
      session.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      }),
    choose: (text: string) => session.send('Input.insertText', { text }),
  }
}
