import { type RefObject, useEffect, useRef, useState } from 'react'
import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form'

interface FilledEarly {
  /** For the form's own element. */
  element: RefObject<HTMLFormElement | null>
  /** Until then its button is to be disabled: a press would be the browser's own, which sends the form and loads it anew, empty. */
  ready: boolean
}

/** Takes up what stands in a form before the page's scripts are there, typed or filled in by the browser. */
export function useFilledEarly<Values extends FieldValues>(form: UseFormReturn<Values>): FilledEarly {
  const element = useRef<HTMLFormElement>(null)
  const [ready, setReady] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the scripts are there
  useEffect(() => {
    for (const field of element.current?.elements ?? []) {
      if (!(field instanceof HTMLInputElement) || !field.name || !field.value) continue
      // The casts: the fields of the form are called after its values, which are texts.
      form.setValue(field.name as Path<Values>, field.value as PathValue<Values, Path<Values>>)
    }
    setReady(true)
  }, [])
  return { element, ready }
}
