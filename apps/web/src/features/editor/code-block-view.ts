import { codeLanguage, codeLanguages, lowlight } from '@quillwire/editor'
import { CodeBlockLowlight } from '@tiptap/extension-code-block-lowlight'
import type { Node } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'

const PLAIN = 'Plain text'

/**
 * The code block of the schema, with its language in a row above the code. Drawn without React, whose view of each node
 * asks for the page's layout: with hundreds of code blocks, a text was laid out as often before it showed.
 */
export const CodeBlockView = CodeBlockLowlight.extend({
  addNodeView() {
    return ({ node, view, getPos }) =>
      new CodeBlock(node, (language) => {
        const position = getPos()
        if (position !== undefined)
          view.dispatch(view.state.tr.setNodeAttribute(position, 'language', language))
      })
  },
}).configure({ lowlight, defaultLanguage: null })

class CodeBlock implements NodeView {
  readonly dom = element('div', 'node-codeBlock')
  readonly contentDOM = element('code')
  readonly #name = element('span')
  readonly #select = element('select')
  #node: Node

  constructor(node: Node, choose: (language: string | null) => void) {
    this.#node = node
    const row = element('div', 'code-language')
    row.contentEditable = 'false'
    this.#select.setAttribute('aria-label', 'Language of the code')
    this.#select.addEventListener('change', () => choose(this.#select.value || null))
    // Added once somebody is about to choose a language: in every block, the list would be most of a long text.
    for (const event of ['pointerdown', 'focus']) this.#select.addEventListener(event, () => this.#offer())
    row.append(this.#select, this.#name)
    const pre = element('pre')
    pre.spellcheck = false
    pre.append(this.contentDOM)
    const block = element('div', 'code-block')
    block.append(row, pre)
    this.dom.append(block)
    this.#show()
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false
    const isOther = node.attrs.language !== this.#node.attrs.language
    this.#node = node
    if (isOther) this.#show()
    return true
  }

  stopEvent({ target }: Event): boolean {
    return target === this.#select
  }

  ignoreMutation({ target }: { target: globalThis.Node }): boolean {
    return !this.contentDOM.contains(target)
  }

  #show() {
    const { value, title } = languageOf(this.#node)
    this.#name.textContent = title
    // Somebody who goes through the languages by the arrows can go on.
    if (this.#select.matches(':focus')) this.#offer()
    else this.#select.replaceChildren(new Option(title, value))
  }

  #offer() {
    const { value, title } = languageOf(this.#node)
    const all = [{ id: '', title: PLAIN }, ...codeLanguages]
    if (!all.some(({ id }) => id === value)) all.push({ id: value, title })
    this.#select.replaceChildren(
      ...all.map(({ id, title: name }) => new Option(name, id, false, id === value)),
    )
  }
}

function languageOf({ attrs }: Node): { value: string; title: string } {
  const language = String(attrs.language ?? '')
  const known = codeLanguage(language)
  return { value: known?.id ?? language, title: known?.title ?? (language || PLAIN) }
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, className = '') {
  const made = document.createElement(name)
  made.className = className
  return made
}
