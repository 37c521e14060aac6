import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cpp from 'highlight.js/lib/languages/cpp'
import csharp from 'highlight.js/lib/languages/csharp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import go from 'highlight.js/lib/languages/go'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import kotlin from 'highlight.js/lib/languages/kotlin'
import markdown from 'highlight.js/lib/languages/markdown'
import php from 'highlight.js/lib/languages/php'
import python from 'highlight.js/lib/languages/python'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import swift from 'highlight.js/lib/languages/swift'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { createLowlight } from 'lowlight'

interface CodeLanguage {
  id: string
  title: string
  /** Other names that people use for it in Markdown. */
  aliases?: string[]
}

/**
 * The languages that a code block can have, with titles for people. A selection: each adds to the browser's download.
 */
export const codeLanguages: CodeLanguage[] = [
  { id: 'bash', title: 'Shell', aliases: ['sh', 'zsh'] },
  { id: 'c', title: 'C' },
  { id: 'cpp', title: 'C++', aliases: ['c++'] },
  { id: 'csharp', title: 'C#', aliases: ['cs', 'c#'] },
  { id: 'css', title: 'CSS' },
  { id: 'diff', title: 'Diff', aliases: ['patch'] },
  { id: 'go', title: 'Go', aliases: ['golang'] },
  { id: 'xml', title: 'HTML, XML', aliases: ['html'] },
  { id: 'java', title: 'Java' },
  { id: 'javascript', title: 'JavaScript', aliases: ['js', 'jsx'] },
  { id: 'json', title: 'JSON' },
  { id: 'kotlin', title: 'Kotlin', aliases: ['kt'] },
  { id: 'markdown', title: 'Markdown', aliases: ['md'] },
  { id: 'php', title: 'PHP' },
  { id: 'python', title: 'Python', aliases: ['py'] },
  { id: 'ruby', title: 'Ruby', aliases: ['rb'] },
  { id: 'rust', title: 'Rust', aliases: ['rs'] },
  { id: 'sql', title: 'SQL' },
  { id: 'swift', title: 'Swift' },
  { id: 'typescript', title: 'TypeScript', aliases: ['ts', 'tsx'] },
  { id: 'yaml', title: 'YAML', aliases: ['yml'] },
]

/** The language of this name, or undefined for one that is not among them. */
export function codeLanguage(name: string): CodeLanguage | undefined {
  const wanted = name.toLowerCase()
  return codeLanguages.find(({ id, aliases }) => id === wanted || aliases?.includes(wanted))
}

const grammars = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  kotlin,
  markdown,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
}

/** Code without a language stays plain text. Its language is not guessed: a guess would change with every letter. */
export const lowlight: ReturnType<typeof createLowlight> = {
  ...createLowlight(grammars),
  highlightAuto: () => ({ type: 'root', children: [] }),
}
