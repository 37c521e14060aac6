import { expect } from '@playwright/test'
import { api, idOf, newDocument, signUp, textOf } from './people.ts'
import { test } from './test.ts'

test('a document is drawn once as it is opened, and not again as it is left', async ({ browser }) => {
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
