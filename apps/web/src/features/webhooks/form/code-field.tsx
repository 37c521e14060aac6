'use client'
import { type KeyboardEvent, useState } from 'react'
import { Field } from '@/components/ui/field.tsx'
import { Textarea } from '@/components/ui/input.tsx'

interface CodeFieldProps {
  value: string
  onChange(code: string): void
  error: string | undefined
}

/** The field for the function. Tab indents; Ctrl+M makes Tab move through the form again. */
export function CodeField({ value, onChange, error }: CodeFieldProps) {
  const [tabIndents, setTabIndents] = useState(true)
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.ctrlKey && event.key === 'm') {
      event.preventDefault()
      setTabIndents(!tabIndents)
    } else if (event.key === 'Tab' && !event.shiftKey && tabIndents) {
      event.preventDefault()
      // Unlike setting the value, this can be undone with the keyboard.
      document.execCommand('insertText', false, '  ')
    }
  }
  return (
    <Field
      label="Function"
      error={error}
      hint={
        <>
          JavaScript that takes the event and returns <code>{'{method?, url?, headers?, body?}'}</code>, or
          nothing to skip it.
          <span className="pointer-coarse:hidden">
            {' '}
            Ctrl+M: {tabIndents ? 'let Tab leave the field' : 'let Tab indent'}.
          </span>
        </>
      }
    >
      {(control) => (
        <Textarea
          {...control}
          rows={Math.min(Math.max(value.split('\n').length + 1, 9), 22)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          className="overflow-x-auto bg-paper font-mono text-xs"
          value={value}
          onKeyDown={onKeyDown}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
