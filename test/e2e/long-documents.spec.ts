import { expect } from '@playwright/test'
import type * as Y from 'yjs'
import { api, idOf, newDocument, paste, signUp, statusOf, textOf } from './people.ts'
import { test } from './test.ts'

test('a document is drawn once when it is opened, and not again when it is left', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  const id = idOf(await newDocument(ada, 'Quotations'))
  const markdown = Array.from({ length: 200 }, (_, index) => `> Quotation ${index}`).join('\n\n---\n\n')
  await api(ada, 'PUT', `/documents/${id}/content`, { markdown })
  await ada.page.goto('/')
  const drawn = await ada.page.evaluateHandle(() => {
    const counts = { quotations: 0 }
    const { createElement } = document
    document.createElement = (name: string, options?: ElementCreationOptions) => {
      if (name === 'blockquote') counts.quotations += 1
      return createElement.call(document, name, options)
    }
    return counts
  })
  await ada.page.getByRole('main').getByRole('link', { name: 'Quotations' }).click()
  await expect(textOf(ada.page).locator('blockquote')).toHaveCount(200)
  await expect(textOf(ada.page)).toBeEditable()
  expect(await drawn.jsonValue()).toEqual({ quotations: 200 })

  await ada.page.getByRole('link', { name: 'All documents' }).click()
  await expect(ada.page.getByRole('heading', { name: 'Documents', level: 1 })).toBeVisible()
  expect(await drawn.jsonValue()).toEqual({ quotations: 200 })
})

test('typing adds no listeners to the document', async ({ browser }) => {
  const ada = await signUp(browser, 'Ada')
  await newDocument(ada, 'Minutes')
  const text = textOf(ada.page)
  const listeners = () =>
    text.evaluate((element) => {
      // The cast: Tiptap leaves its editor there, and Yjs its observers.
      const { editor } = element as unknown as {
        editor: { extensionManager: { extensions: { options: { document?: Y.Doc } }[] } }
      }
      const { extensions } = editor.extensionManager
      const ydoc = extensions.find(({ options }) => options.document)?.options.document
      return ydoc?._observers.get('afterTransaction')?.size
    })
  const before = await listeners()
  await text.click()
  for (const letter of 'All agreed') {
    await ada.page.keyboard.type(letter)
    await expect(statusOf(ada.page)).toHaveText('Saved')
  }
  expect(before).toBeGreaterThan(0)
  expect(await listeners()).toBe(before)
})

test('twenty thousand lines of Markdown, more than is read as such, are pasted as they are', async ({
  browser,
}) => {
  const ada = await signUp(browser, 'Ada')
  await newDocument(ada, 'Log')
  const line = '- item **x** here'
  await paste(ada.page, { 'text/plain': Array.from({ length: 20_000 }, () => line).join('\n') })
  const lines = textOf(ada.page).locator('p')
  await expect(lines).toHaveCount(20_000)
  await expect(lines.last()).toHaveText(line)
  await expect(statusOf(ada.page)).toHaveText('Saved')
})
