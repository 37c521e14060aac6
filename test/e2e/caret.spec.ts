import { expect, type Page } from '@playwright/test'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { api, idOf, newDocument, open, signUp, team, textOf } from './people.ts'
import { test } from './test.ts'

test('every press of an arrow key counts while somebody else writes, and the bar over the selection comes', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Arrows')
  await textOf(ada.page).click()
  const line = 'The launch is on 3 March, and whoever can is to bring a cake with them.'
  await ada.page.keyboard.insertText(line)
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.insertText('Below: ')
  await open(jonas, url)
  await expect(textOf(jonas.page)).toContainText('Below:')
  await textOf(jonas.page).locator('p').nth(1).click()
  await jonas.page.keyboard.press('End')

  await ada.page.bringToFront()
  await textOf(ada.page).locator('p').first().click()
  await ada.page.keyboard.press('Home')
  const presses = 60
  let done = false
  const writing = (async () => {
    while (!done) await jonas.page.keyboard.type('more ', { delay: 10 })
  })()
  for (let i = 0; i < presses; i++) await ada.page.keyboard.press('Shift+ArrowRight')
  // Nor does the bar over the selection wait until the other person pauses.
  await expect(ada.page.getByRole('toolbar', { name: 'Selected text' })).toBeVisible()
  done = true
  await writing
  expect(await ada.page.evaluate(() => String(getSelection()))).toBe(line.slice(0, presses))
  await ada.page.keyboard.type('It is off')
  await expect(textOf(jonas.page).locator('p').first()).toHaveText(`It is off${line.slice(presses)}`)
})

test('the caret stays between the same letters when somebody breaks the line before it, and joins it again', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Lines')
  await textOf(ada.page).click()
  await ada.page.keyboard.insertText('The launch is in March.')
  await open(jonas, url)
  await expect(textOf(jonas.page)).toContainText('The launch')
  await textOf(jonas.page).locator('p').click()
  await jonas.page.keyboard.press('Home')
  for (const _ of 'The launch') await jonas.page.keyboard.press('ArrowRight')

  await ada.page.bringToFront()
  await ada.page.keyboard.press('ArrowLeft')
  const adaWrites = ada.page.keyboard.type(' of next year, and not a day later', { delay: 20 })
  await expect(textOf(jonas.page)).toContainText('of next')
  await jonas.page.keyboard.press('Enter')
  await adaWrites
  const lines = ['The launch', ' is in March of next year, and not a day later.']
  for (const { page } of [ada, jonas]) await expect(textOf(page).locator('p')).toHaveText(lines)

  const adaGoesOn = ada.page.keyboard.type(' than Easter', { delay: 20 })
  await expect(textOf(jonas.page)).toContainText('than')
  await jonas.page.keyboard.press('Backspace')
  await adaGoesOn
  for (const { page } of [ada, jonas])
    await expect(textOf(page).locator('p')).toHaveText([
      'The launch is in March of next year, and not a day later than Easter.',
    ])
})

test('a key acts at the actual caret, even before the browser has reported it', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  await newDocument(ada, 'Keys')
  await textOf(ada.page).click()
  await ada.page.keyboard.type('First line')
  await ada.page.keyboard.press('Home')
  await endAndEnterAtOnce(ada.page)
  await ada.page.keyboard.type('Second line')
  await expect(textOf(ada.page).locator('p')).toHaveText(['First line', 'Second line'])
})

/** Does what a busy browser does: the event about the caret's new position comes after the next key. */
async function endAndEnterAtOnce(page: Page): Promise<void> {
  await textOf(page).evaluate((text) => {
    getSelection()?.modify('move', 'forward', 'lineboundary')
    const enter = { key: 'Enter', code: 'Enter', keyCode: 13, bubbles: true, cancelable: true }
    text.dispatchEvent(new KeyboardEvent('keydown', enter))
  })
}

test('a program that sends an invalid name and cursor breaks nobody’s page', async ({ browser, baseURL }) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Programs')
  const errors: Error[] = []
  ada.page.on('pageerror', (error) => errors.push(error))
  const { token } = await api(jonas, 'POST', `/documents/${idOf(url)}/tickets`)
  const program = new WebsocketProvider(`${baseURL?.replace('http', 'ws')}/yjs`, idOf(url), new Y.Doc(), {
    params: { token },
  })
  try {
    program.awareness.setLocalState({ user: { color: 'red' }, cursor: 'here' })
    await expect(ada.page.getByRole('list', { name: 'Who is here' })).toContainText('Someone')
    await open(jonas, url)
    await textOf(jonas.page).click()
    await jonas.page.keyboard.type('Written beside it.')
    await expect(textOf(ada.page)).toHaveText('Written beside it.')
  } finally {
    program.destroy()
  }
  expect(errors).toEqual([])
})

test('on a phone the name at another caret stands inside the page, and does not widen it', async ({
  browser,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Names')
  await ada.page.setViewportSize({ width: 390, height: 844 })
  await textOf(ada.page).click()
  // A word without an end fills whole lines.
  await ada.page.keyboard.insertText('i'.repeat(200))
  await open(jonas, url)
  await jonas.page.setViewportSize({ width: 390, height: 844 })
  await textOf(jonas.page).locator('p').click()
  await jonas.page.keyboard.press('Control+Home')
  // At the very end, the caret would be where the next line begins.
  for (const key of ['End', 'ArrowLeft']) await jonas.page.keyboard.press(key)
  const name = ada.page.locator('.remote-caret-label')
  const boxOf = async () => (await name.boundingBox()) ?? { x: 0, width: 0 }
  await expect.poll(async () => (await boxOf()).x).toBeGreaterThan(390 / 2)
  const { x, width } = await boxOf()
  expect(x + width).toBeLessThanOrEqual(390)
  const pageWidth = () => ada.page.evaluate(() => document.documentElement.scrollWidth)
  expect(await pageWidth()).toBe(390)
  await expect(name).toBeHidden()
  expect(await pageWidth()).toBe(390)
})

test('of many people writing in view, five have their names over the text, and all are listed', async ({
  browser,
  baseURL,
}) => {
  const [ada, jonas] = await team(browser)
  const url = await newDocument(ada, 'Crowd')
  await textOf(ada.page).click()
  await ada.page.keyboard.insertText('The launch is on 3 March.')
  await open(jonas, url)
  const { token } = await api(jonas, 'POST', `/documents/${idOf(url)}/tickets`)
  const programs = Array.from({ length: 8 }, () => {
    const ydoc = new Y.Doc()
    return new WebsocketProvider(`${baseURL?.replace('http', 'ws')}/yjs`, idOf(url), ydoc, {
      params: { token },
    })
  })
  try {
    await Promise.all(
      programs.map(({ doc }) =>
        expect.poll(() => doc.getXmlFragment('default').toString()).toContain('launch'),
      ),
    )
    let move = 0
    const moving = setInterval(() => {
      move += 1
      for (const [index, { doc, awareness }] of programs.entries()) {
        const text = doc.getXmlFragment('default').get(0) as Y.XmlElement // the line written above
        const letters = text.get(0) as Y.XmlText // as above
        const anchor = Y.createRelativePositionFromTypeIndex(letters, 1 + ((move + index) % 20), -1)
        awareness.setLocalState({
          user: { id: `p${index}`, name: `Person ${index}`, color: '#336699', clientId: awareness.clientID },
          cursor: { anchor: Y.relativePositionToJSON(anchor), head: Y.relativePositionToJSON(anchor) },
        })
      }
    }, 500)
    try {
      await ada.page.bringToFront()
      await expect(ada.page.locator('.remote-caret')).toHaveCount(8)
      await expect(ada.page.locator('.remote-caret[data-moved]')).toHaveCount(5)
      await ada.page
        .getByRole('button', { name: /all who are here/ })
        .filter({ visible: true })
        .click()
      await expect(ada.page.getByRole('list', { name: 'Names' })).toContainText('Person 7')
    } finally {
      clearInterval(moving)
    }
    await expect(ada.page.locator('.remote-caret[data-moved]')).toHaveCount(0)
  } finally {
    for (const program of programs) program.destroy()
  }
})
