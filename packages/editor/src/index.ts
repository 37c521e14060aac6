export { isSafeImage, isSafeLink } from './addresses.ts'
export { type Block, blocksOf, jsonToText } from './blocks.ts'
export { codeLanguages, lowlight } from './code-languages.ts'
export {
  type DocumentExtensionOptions,
  documentExtensions,
  schemaVersion,
} from './document-extensions.ts'
export { jsonToHtml } from './html.ts'
export { jsonToMarkdown, MarkdownError, markdownToJson } from './markdown/index.ts'
export { countWords, isWord, pieces } from './words.ts'
export {
  appendJson,
  FRAGMENT,
  readJson,
  readTitle,
  replaceText,
  TITLE,
  writeJson,
  writeTitle,
} from './y-document.ts'
