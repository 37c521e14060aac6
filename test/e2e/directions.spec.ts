/** Arabic and Hebrew, written from right to left, with left-to-right words in between. */
import { expect } from '@playwright/test'
import { api, type Person, signUp, textOf } from './people.ts'
import { test } from './test.ts'

async function openText(person: Person, markdown: string): Promise<void> {
  const { id } = await api(person, 'POST', '/documents', { title: 'Directions', markdown })
  await person.page.goto(`/d/${id}`)
  await expect(textOf(person.page)).toBeEditable()
}

test('an item in the opposite direction of its list is beside its bullet', async ({ browser }) => {
  const sara = await signUp(browser, 'Sara')
  await openText(sara, '- פריט\n- item\n\n1. item\n2. פריט\n\n- [ ] משימה\n- [ ] task\n\n> ציטוט\n>\n> quote')
  const sides = await textOf(sara.page)
    .locator('p')
    .evaluateAll((lines) =>
      lines.map((line) => {
        const range = document.createRange()
        range.selectNodeContents(line)
        const [text, room] = [range.getBoundingClientRect(), line.getBoundingClientRect()]
        return text.left - room.left < room.right - text.right ? 'left' : 'right'
      }),
    )
  expect(sides).toEqual(['right', 'right', 'left', 'left', 'right', 'right', 'right', 'right'])
})

test('a right-to-left code comment stays behind its code', async ({ browser }) => {
  const sara = await signUp(browser, 'Sara')
  await openText(sara, '```js\nconst a = "שלום" // הערה\n```')
  const code = textOf(sara.page).locator('code')
  await expect(code.locator('.hljs-comment')).toHaveText('// הערה')
  const leftOf = async (selector: string) => (await code.locator(selector).boundingBox())?.x ?? 0
  expect(await leftOf('.hljs-keyword')).toBeLessThan(await leftOf('.hljs-string'))
  expect(await leftOf('.hljs-string')).toBeLessThan(await leftOf('.hljs-comment'))
})
