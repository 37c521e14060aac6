'use client'
import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useRef, useState } from 'react'
import { FormProvider, useForm, useFormContext } from 'react-hook-form'
import { Button } from '@/components/ui/button.tsx'
import { Failure } from '@/components/ui/failure.tsx'
import { ApiError, messageOf } from '@/lib/api.ts'
import type { Endpoint } from '@/lib/api-types.ts'
import { changedFields } from '@/lib/changed-fields.ts'
import { focusInvalid } from '@/lib/focus.ts'
import { useFormats } from '../use-catalogue.ts'
import { useSaveEndpoint } from '../use-endpoints.ts'
import { AdvancedSection } from './advanced-section.tsx'
import { DeliverySection } from './delivery-section.tsx'
import { Essentials } from './essentials.tsx'
import { FiltersSection } from './filters-section.tsx'
import { Foldable } from './foldable.tsx'
import { inputOf, schema, type Values, valuesOf } from './form-values.ts'
import { FormatSection } from './format-section.tsx'
import { fieldOf, type Section, sectionOf, sections, summaries } from './sections.ts'
import { SecuritySection } from './security-section.tsx'

interface EndpointFormProps {
  endpoint: Endpoint | undefined
  onChanged(changed: boolean): void
  onSaved(endpoint: Endpoint): void
}

const parts = {
  format: { title: 'Format', Body: FormatSection },
  delivery: { title: 'Delivery', Body: DeliverySection },
  filters: { title: 'Filters', Body: FiltersSection },
  security: { title: 'Security', Body: SecuritySection },
  advanced: { title: 'Advanced', Body: AdvancedSection },
}

/** All settings of an endpoint: first what everybody needs; the rest is folded away. */
export function EndpointForm({ endpoint, onChanged, onSaved }: EndpointFormProps) {
  const save = useSaveEndpoint(endpoint?.id)
  // The values from when the form opened: the endpoint itself is reread while the form is open.
  const [initial] = useState(() => valuesOf(endpoint))
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: initial,
    shouldFocusError: false,
  })
  const { isDirty, errors } = form.formState
  useEffect(() => onChanged(isDirty), [isDirty, onChanged])
  const [open, setOpen] = useState<ReadonlySet<Section>>(new Set())
  const [general, setGeneral] = useState('')
  const element = useRef<HTMLFormElement>(null)
  const complaining = useRef(false)
  // Only once the errors are shown and their sections are open: a folded field cannot be focused.
  useEffect(() => {
    if (!complaining.current || Object.keys(errors).length === 0) return
    if (focusInvalid(element.current)) complaining.current = false
  })

  function complain(fields: string[]) {
    setOpen((before) => new Set([...before, ...fields.flatMap((field) => sectionOf(field) ?? [])]))
    complaining.current = true
  }

  function refused(error: unknown) {
    const problems = error instanceof ApiError ? error.fields : []
    const found = problems
      .map(({ path }) => fieldOf(path, form.getValues()))
      .filter((field) => field !== undefined)
    if (found.length === 0) return setGeneral(messageOf(error))
    for (const field of found) form.setError(field, { message: messageOf(error) })
    complain(found)
  }

  const submit = form.handleSubmit(
    async (values) => {
      setGeneral('')
      try {
        const stored = initial.secrets.map(({ name }) => name)
        const input = inputOf(values, stored)
        onSaved(await save.mutateAsync(endpoint ? changedFields(inputOf(initial, stored), input) : input))
      } catch (error) {
        refused(error)
      }
    },
    (errors) => complain(Object.keys(errors)),
  )
  return (
    <FormProvider {...form}>
      <form ref={element} onSubmit={submit} noValidate className="flex min-h-full flex-col gap-6">
        <Essentials endpoint={endpoint} />
        <div className="divide-y rounded-xl border">
          <Sections open={open} onOpenChange={setOpen} endpoint={endpoint} />
        </div>
        <footer className="sticky -bottom-6 -mx-6 mt-auto -mb-6 flex flex-wrap items-center justify-end gap-3 border-t bg-surface px-6 py-3.5">
          {general && (
            <div className="min-w-[min(15rem,100%)] flex-1">
              <Failure message={general} />
            </div>
          )}
          <Button type="submit" disabled={save.isPending}>
            {endpoint ? 'Save' : 'Add endpoint'}
          </Button>
        </footer>
      </form>
    </FormProvider>
  )
}

interface SectionsProps {
  open: ReadonlySet<Section>
  onOpenChange(open: ReadonlySet<Section>): void
  endpoint: Endpoint | undefined
}

function Sections({ open, onOpenChange, endpoint }: SectionsProps) {
  const formats = useFormats()
  const values = useFormContext<Values>().watch()
  const title = formats.data?.items.find(({ name }) => name === values.format)?.title ?? values.format
  const texts = summaries(values, title)
  return sections.map((section) => {
    const { title, Body } = parts[section]
    const isOpen = open.has(section)
    return (
      <Foldable
        key={section}
        title={title}
        summary={texts[section]}
        open={isOpen}
        onOpenChange={(next) => {
          const rest = [...open].filter((one) => one !== section)
          onOpenChange(new Set(next ? [...rest, section] : rest))
        }}
      >
        <Body open={isOpen} endpoint={endpoint} />
      </Foldable>
    )
  })
}
