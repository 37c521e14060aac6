'use client'
import { codeLanguages, lowlight } from '@quillwire/editor'
import { CodeBlockLowlight } from '@tiptap/extension-code-block-lowlight'
import { NodeViewContent, type NodeViewProps, NodeViewWrapper, ReactNodeViewRenderer } from '@tiptap/react'

/** The code block of the schema, with a choice of its language. */
export const CodeBlockView = CodeBlockLowlight.extend({
  addNodeView() {
    return ReactNodeViewRenderer(CodeBlock)
  },
}).configure({ lowlight, defaultLanguage: null })

function CodeBlock({ node, updateAttributes, editor }: NodeViewProps) {
  const language = String(node.attrs.language ?? '')
  return (
    <NodeViewWrapper className="code-block">
      <select
        contentEditable={false}
        aria-label="Language of the code"
        value={language}
        disabled={!editor.isEditable}
        onChange={(event) => updateAttributes({ language: event.target.value || null })}
      >
        <option value="">Plain text</option>
        {codeLanguages.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
        {language && !codeLanguages.some(({ id }) => id === language) && (
          <option value={language}>{language}</option>
        )}
      </select>
      <pre spellCheck={false}>
        <NodeViewContent<'code'> as="code" />
      </pre>
    </NodeViewWrapper>
  )
}
